namespace Notion.Sync.Protocol;

/// <summary>Client to server: open a page.</summary>
/// <param name="Channel">The number that stands for the page in this connection: above every earlier one, from 1.</param>
/// <param name="Page">The page.</param>
/// <param name="Version">What the client has: an encoded version vector.</param>
public sealed record OpenFrame(int Channel, Guid Page, ReadOnlyMemory<byte> Version) : Frame
{
    /// <summary>Where the page is to be created if there is none such: a workspace or a page. Null: it is there, or is not to be.</summary>
    public Guid? CreateIn { get; init; }

    /// <inheritdoc/>
    public override FrameType Type => FrameType.Open;
}
