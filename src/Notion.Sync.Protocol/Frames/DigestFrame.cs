namespace Notion.Sync.Protocol;

/// <summary>Client to server: which of these buckets of pages differ from yours?</summary>
/// <param name="Request">Names the request: above every earlier one, from 1.</param>
/// <param name="Scope">Which pages are meant; <see cref="Guid.Empty"/> for all that the user may open.</param>
/// <param name="Depth">There are 2 to the power of this buckets; 0 to 16.</param>
/// <param name="Buckets">Bucket numbers (2 bytes) and hashes (8 bytes), big-endian, in rising order; see <see cref="PageDigest"/>.</param>
public sealed record DigestFrame(int Request, Guid Scope, int Depth, ReadOnlyMemory<byte> Buckets) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Digest;
}
