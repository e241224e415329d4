namespace Notion.Sync.Protocol;

/// <summary>Both ways: a piece of a frame that is too large for one message. It takes effect with the piece that completes it.</summary>
/// <param name="Assembly">Names the frame: above every earlier one of this direction, from 1.</param>
/// <param name="Whole">The length of the whole frame, in bytes; the same in each of its pieces.</param>
/// <param name="Part">The next bytes of it; at least one.</param>
public sealed record FragmentFrame(int Assembly, int Whole, ReadOnlyMemory<byte> Part) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Fragment;
}
