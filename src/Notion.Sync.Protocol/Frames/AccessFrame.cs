namespace Notion.Sync.Protocol;

/// <summary>Server to client: what the user may do with an open page has changed.</summary>
/// <param name="Channel">The page's channel.</param>
/// <param name="Access">The new level; never <see cref="PageAccess.None"/>, which closes the channel instead.</param>
public sealed record AccessFrame(int Channel, PageAccess Access) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Access;
}
