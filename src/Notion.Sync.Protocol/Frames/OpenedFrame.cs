namespace Notion.Sync.Protocol;

/// <summary>Server to client: the page is open.</summary>
/// <param name="Channel">The channel of the open frame.</param>
/// <param name="Version">The server's <b>committed</b> version vector: what it covers is durable, and the client sends what it does not cover.</param>
/// <param name="Update">What the client lacks: an update, or a snapshot where the page's history does not reach back to what the client has. It may hold accepted changes that the vector does not cover yet.</param>
/// <param name="Access">What the user may do with the page.</param>
public sealed record OpenedFrame(
    int Channel,
    ReadOnlyMemory<byte> Version,
    ReadOnlyMemory<byte> Update,
    PageAccess Access) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Opened;
}
