using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>
/// The way of a change through the server's end of the protocol, without sockets, documents and a store, in this process: from one connection's frame to the frames of so many others. Prints what it allocates for a
/// change and for each copy of it that is forwarded, as the difference between many receivers and few.
/// </summary>
internal static class RelayRun
{
    private const int Few = 1;
    private const int Many = 51;
    private const int Changes = 20_000;

    /// <summary>About what a few typed letters come to.</summary>
    private const int UpdateBytes = 45;

    public static void Run(SyncOptions options, Action<string, JsonObject> record)
    {
        int changes = options.Quick ? Changes / 10 : Changes;
        Measure(Many, changes);                         // code is compiled, pools are filled
        (double bytesOfFew, double timeOfFew) = Measure(Few, changes);
        (double bytesOfMany, double timeOfMany) = Measure(Many, changes);
        double bytes = (bytesOfMany - bytesOfFew) / (Many - Few), time = (timeOfMany - timeOfFew) / (Many - Few);
        record("relay", new JsonObject
        {
            ["changes"] = changes,
            ["receivers"] = Many,
            ["allocated_bytes_per_change"] = SyncCommand.Round(bytesOfFew - bytes, 1),
            ["allocated_bytes_per_forwarded"] = SyncCommand.Round(bytes, 3),
            ["ns_per_change"] = SyncCommand.Round(timeOfFew - time, 0),
            ["ns_per_forwarded"] = SyncCommand.Round(time, 0),
        });
    }

    private static (double Bytes, double Nanoseconds) Measure(int receivers, int changes)
    {
        var host = new RelayHost();
        var writer = new Feed();
        var server = new SyncServerOptions { Limits = SyncLimits.Untrusted with { MaxUnacknowledgedBatches = int.MaxValue } };
        Feed[] feeds = [writer, .. Enumerable.Range(0, receivers).Select(_ => new Feed())];
        Task[] running = [.. feeds.Select(feed => new SyncServerConnection(feed, host, server).RunAsync(CancellationToken.None))];
        byte[] hello = FrameWriter.ToArray(new HelloFrame(ProtocolVersion.Min, ProtocolVersion.Max, [], SyncLimits.Client.Announce(), "relay", "token", 0));
        byte[] open = FrameWriter.ToArray(new OpenFrame(1, Guid.Empty, VersionVector.Empty.Encode()));
        foreach (Feed feed in feeds)
        {
            feed.Put(hello);
            feed.Await(1);
            feed.Put(open);
            feed.Await(2);
        }
        byte[] update = new byte[UpdateBytes];           // nobody here looks into it
        byte[][] frames = [.. Enumerable.Range(1, changes).Select(batch => FrameWriter.ToArray(new ChangesFrame(1, batch, update)))];
        GC.Collect();
        long allocated = GC.GetTotalAllocatedBytes(precise: true), began = Stopwatch.GetTimestamp();
        foreach (byte[] frame in frames) writer.Put(frame);
        double time = Stopwatch.GetElapsedTime(began).TotalNanoseconds / changes;
        double bytes = (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / changes;
        foreach (Feed feed in feeds[1..]) feed.Await(2 + changes);
        foreach (Feed feed in feeds) feed.End();
        Task.WaitAll(running);
        return (bytes, time);
    }

    /// <summary>A page that has every change at once.</summary>
    private sealed class RelayHost : ISyncHost
    {
        private readonly List<SyncChannel> _members = [];

        public ValueTask<SyncIdentity?> AuthenticateAsync(string token, HelloFrame hello, CancellationToken cancellationToken) => new(new SyncIdentity("u", "n"));

        public ValueTask OpenAsync(SyncChannel channel, VersionVector version, CancellationToken cancellationToken)
        {
            lock (_members) _members.Add(channel);
            channel.Opened(VersionVector.Empty, new byte[] { 0x91, 0x01 }, PageAccess.Edit);
            return ValueTask.CompletedTask;
        }

        public ValueTask SubmitAsync(SyncChannel channel, long batch, ReadOnlyMemory<byte> update, CancellationToken cancellationToken)
        {
            foreach (SyncChannel member in _members)
                if (member != channel) member.Push(update);
            channel.AckDurable(batch);
            return ValueTask.CompletedTask;
        }

        public void Presence(SyncChannel channel, ReadOnlyMemory<byte> payload)
        {
        }

        public void Closed(SyncChannel channel)
        {
        }

        public void Failed(SyncServerConnection connection, Exception error) => throw new InvalidOperationException("The relay failed.", error);
    }

    /// <summary>A transport without a network: what is put in is received at once, on the same thread; what is sent is counted.</summary>
    private sealed class Feed : ISyncTransport
    {
        private readonly Channel<byte[]> _frames = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
        private int _sent;

        public int MaxMessageBytes { get; set; }

        public void Put(byte[] frame) => _frames.Writer.TryWrite(frame);

        public void End() => _frames.Writer.TryComplete();

        public void Await(int sent)
        {
            if (!SpinWait.SpinUntil(() => Volatile.Read(ref _sent) >= sent, TimeSpan.FromSeconds(20))) throw new InvalidOperationException($"{_sent} frames came, not {sent}.");
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public async ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancellationToken)
        {
            while (await _frames.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                if (_frames.Reader.TryRead(out byte[]? frame)) return new ReadOnlySequence<byte>(frame);
            return null;
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, bool more, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _sent);
            return ValueTask.CompletedTask;
        }

        public ValueTask CloseAsync(SyncErrorCode code, string message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Abort() => End();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
