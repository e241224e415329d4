using System.Buffers;
using Notion.Crdt;
using Notion.Crdt.Fuzz;
using Notion.Sync.Protocol;

namespace Notion.Sync.Fuzz;

/// <summary>Owns one end of a connection: does to its session what a script says, and holds what comes out against what it remembers.</summary>
internal abstract class Driver
{
    /// <summary>Little, so that limits are reached.</summary>
    public static SyncLimits Limits { get; } = SyncLimits.Untrusted with
    {
        MaxOpenChannels = 4,
        MaxUnacknowledgedBatches = 6,
        MaxUnacknowledgedBytes = 4_096,
        MaxPresenceBytes = 256,
        MaxWholeBytes = 64 << 10,
        MaxFrameBytes = 32 << 10,
        MaxQueuedBytes = 8 << 10,
        MaxPushedBatches = 8,
        MaxPushedBytes = 8 << 10,
        FrameBurst = 60,
        FramesPerSecond = 20,
    };

    protected static Guid[] Pages { get; } = [.. Enumerable.Range(1, 5).Select(number => new Guid(number, 0, 0, new byte[8]))];

    protected TimeSpan Now { get; private set; }

    /// <summary>The frames that came out, in order, as bytes.</summary>
    public Queue<byte[]> Sent { get; } = [];

    /// <summary>Why the session is closed; null while it is not.</summary>
    public abstract SyncErrorCode? CloseCode { get; }

    /// <summary>Does something of one's own with the session.</summary>
    public abstract void Act(long what, long how);

    public abstract void Receive(byte[] message);

    protected static void Require(bool holds, string what)
    {
        if (!holds) throw new FindingException(what);
    }

    protected void Pass(long how) => Now += TimeSpan.FromMilliseconds(Index(how, 40_000));

    protected static int Index(long how, int count) => (int)((ulong)how % (ulong)count);

    protected static byte[] Bytes(long how, int most) => new byte[Index(how, most)];

    protected static VersionVector Version(long how) => Author.People(new Random(Index(how, 8)))[0].Version;

    /// <summary>Whatever a session sends can be read, and says the same when it is written again.</summary>
    protected void Send(Frame frame)
    {
        byte[] bytes = FrameWriter.ToArray(frame);
        FrameReadStatus status = FrameReader.TryRead(new ReadOnlySequence<byte>(bytes), SyncLimits.Client, out Frame? read, out string? problem);
        Require(status == FrameReadStatus.Frame, $"a {frame.Type} frame was sent that cannot be read: {problem}");
        Require(FrameWriter.ToArray(read!).AsSpan().SequenceEqual(bytes), $"a {frame.Type} frame is not read as it was written");
        Sent.Enqueue(bytes);
    }
}
