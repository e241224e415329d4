namespace Notion.Sync.Protocol;

/// <summary>Both ways: changes of a page.</summary>
/// <param name="Channel">The page's channel.</param>
/// <param name="Batch">From the client: above every earlier batch id of the connection, to be acknowledged. From the server: 1, 2, 3, … for each channel, not acknowledged.</param>
/// <param name="Update">The update.</param>
public sealed record ChangesFrame(int Channel, long Batch, ReadOnlyMemory<byte> Update) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Changes;
}
