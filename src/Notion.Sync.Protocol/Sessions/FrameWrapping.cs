using System.IO.Compression;

namespace Notion.Sync.Protocol;

/// <summary>How frames may leave for one peer: whether deflated and in fragments, and how large. Known once the two sides have agreed on their capabilities.</summary>
/// <param name="Peer">What the peer accepts.</param>
/// <param name="Fragments">Whether frames may go in fragments.</param>
/// <param name="Deflates">Whether frames may go deflated.</param>
internal sealed record FrameWrapping(PeerLimits Peer, bool Fragments, bool Deflates)
{
    /// <summary>The shortest frame that is worth a try.</summary>
    public const int ShortestDeflated = 1024;

    /// <summary>Frames above this go in fragments where they may, so that others need not wait for them.</summary>
    private const int LongestInOnePiece = 128 << 10;

    private const int FragmentBytes = 64 << 10;

    /// <summary>Room for the frame around a payload, in bytes.</summary>
    private const int Overhead = 64;

    private const int SampleBytes = 4096;

    /// <summary>The largest payload that can be brought to the peer at all.</summary>
    public int MaxPayloadBytes => Math.Max(0, (Fragments ? Math.Max(Peer.MaxWholeBytes, Peer.MaxFrameBytes) : Peer.MaxFrameBytes) - Overhead);

    /// <summary>The largest frame that goes as one message.</summary>
    public int MaxMessageBytes => Fragments ? Math.Min(LongestInOnePiece, Peer.MaxFrameBytes) : int.MaxValue;

    /// <summary>The largest part that goes in one fragment.</summary>
    public int MaxPartBytes => Math.Max(1, Math.Min(FragmentBytes, Peer.MaxFrameBytes - Overhead));

    /// <summary>The frame, deflated, as a frame; null where that saves too little.</summary>
    /// <param name="frame">A frame's bytes.</param>
    public byte[]? TryDeflate(ReadOnlyMemory<byte> frame)
    {
        if (!Deflates || frame.Length < ShortestDeflated || frame.Length > Peer.MaxWholeBytes) return null;
        if (frame.Length > 2 * SampleBytes && Deflate(frame.Span[..SampleBytes]).Length > SampleBytes / 8 * 7) return null;
        ReadOnlyMemory<byte> deflated = Deflate(frame.Span);
        if (deflated.Length > frame.Length / 8 * 7 || frame.Length > (long)deflated.Length * DeflatedFrame.MaxRatio) return null;
        return FrameWriter.ToArray(new DeflatedFrame(frame.Length, deflated));
    }

    private static ReadOnlyMemory<byte> Deflate(ReadOnlySpan<byte> bytes)
    {
        using var deflated = new MemoryStream();
        using (var stream = new DeflateStream(deflated, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(bytes);
        return deflated.GetBuffer().AsMemory(0, (int)deflated.Length);
    }
}
