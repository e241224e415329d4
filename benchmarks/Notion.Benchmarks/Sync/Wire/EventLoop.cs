using System.Diagnostics;

namespace Notion.Benchmarks.Sync;

/// <summary>The generator's only thread: reads what came for any client, and says what time it is.</summary>
internal sealed class EventLoop : IDisposable
{
    private readonly Epoll _epoll = new();
    private WireClient?[] _clients = new WireClient[256];

    /// <summary>What reads go into; free again once the client has looked at it.</summary>
    public byte[] Buffer { get; } = new byte[256 << 10];

    /// <summary>Milliseconds since some moment.</summary>
    public static double Now => Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency;

    public void Add(int socket, WireClient client)
    {
        if (socket >= _clients.Length) Array.Resize(ref _clients, Math.Max(socket + 1, _clients.Length * 2));
        _clients[socket] = client;
        _epoll.Watch(socket);
    }

    public void WatchWrites(int socket, bool on) => _epoll.WatchWrites(socket, on);

    public void Remove(int socket)
    {
        _epoll.Forget(socket);
        _clients[socket] = null;
    }

    /// <summary>Lets every client read and write what it can; waits at most so long for the first.</summary>
    public void Step(int milliseconds = 1)
    {
        int count = _epoll.Wait(milliseconds);
        for (int i = 0; i < count; i++)
        {
            (int socket, bool canWrite, bool canRead) = _epoll[i];
            if (canWrite) _clients[socket]?.ContinueWriting();
            if (canRead) _clients[socket]?.ReadAll();
        }
    }

    /// <summary>Goes on until something is so, or the time is over.</summary>
    /// <returns>Whether it is so.</returns>
    public bool Until(Func<bool> done, double milliseconds)
    {
        double end = Now + milliseconds;
        while (!done())
        {
            if (Now >= end) return false;
            Step();
        }
        return true;
    }

    /// <summary>Goes on for so long.</summary>
    public void For(double milliseconds) => Until(static () => false, milliseconds);

    public void Dispose() => _epoll.Dispose();
}
