using System.Buffers;
using Notion.Crdt.Fuzz;
using Notion.Sync.Protocol;

namespace Notion.Sync.Fuzz;

/// <summary>FrameReader, with the limits of either side, and the writer for what it has read.</summary>
internal sealed class FrameTarget : FuzzTarget
{
    public override string Name => "frame";

    public override long FixedBytes => 64 << 10;

    public override long BytesPerByte => 64;

    public override byte[] Seed(Random random)
    {
        (byte[] server, byte[] client) = Conversation.Make(random);
        byte[][] frames = [.. Script.Steps(server).OfType<byte[]>(), .. Script.Steps(client).OfType<byte[]>()];
        return frames[random.Next(frames.Length)];
    }

    public override byte[] Mutate(byte[] input, Random random, Func<byte[]> another) =>
        random.Next(3) > 0 && MessagePackTree.TryRead(input) is List<object?> ? new TokenMutator(random).Mutate(input) : ByteMutator.Mutate(input, random, another);

    public override Verdict Try(byte[] input)
    {
        FrameReadStatus status = default;
        Frame? frame = null;
        string? problem = null;
        Verdict verdict = Decode(input.Length, () => status = FrameReader.TryRead(new ReadOnlySequence<byte>(input), SyncLimits.Client, out frame, out problem));
        Require(verdict.Refusal is null, $"an error comes out: {verdict.Refusal}");
        Require(status == FrameReadStatus.Frame == frame is not null && status == FrameReadStatus.Invalid == problem is not null, "the status and what is read do not agree");
        Require(FrameReader.TryRead(Halves(input), SyncLimits.Client, out Frame? other, out _) == status, "in two pieces a message is read otherwise than in one");
        if (FrameReader.TryRead(new ReadOnlySequence<byte>(input), SyncLimits.Untrusted, out _, out _) == FrameReadStatus.Frame) Require(status == FrameReadStatus.Frame, "the wider limits refuse what the narrower ones take");
        if (frame is null) return verdict with { Refusal = status.ToString() };
        byte[] written = FrameWriter.ToArray(frame);
        Require(FrameWriter.ToArray(other!).AsSpan().SequenceEqual(written), "in two pieces a message is read otherwise than in one");
        Require(FrameReader.TryRead(new ReadOnlySequence<byte>(written), SyncLimits.Client, out Frame? again, out _) == FrameReadStatus.Frame, "what was read cannot be read again");
        Require(FrameWriter.ToArray(again!).AsSpan().SequenceEqual(written), "what was read is not written the same twice");
        return verdict;
    }

    private static ReadOnlySequence<byte> Halves(byte[] input)
    {
        var second = new Piece(input.AsMemory(input.Length / 2), input.Length / 2, null);
        return new ReadOnlySequence<byte>(new Piece(input.AsMemory(0, input.Length / 2), 0, second), 0, second, second.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long at, Piece? next) => (Memory, RunningIndex, Next) = (memory, at, next);
    }
}
