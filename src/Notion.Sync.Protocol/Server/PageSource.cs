using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>A page for those who open it: what each of them lacks. The whole page is put together once for all newcomers, and again only after it has changed.</summary>
/// <remarks>Not thread-safe: whoever guards the document guards this, too.</remarks>
public sealed class PageSource
{
    /// <summary>From here on a snapshot may be smaller than changes.</summary>
    private const int WorthASnapshot = 4096;

    private readonly Document _document;
    private (VersionVector Version, VersionVector Trimmed, byte[] Bytes)? _whole;

    /// <summary>Serves a document.</summary>
    /// <param name="document">The page.</param>
    public PageSource(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        _document = document;
    }

    /// <summary>What a version lacks, as an update; as a snapshot where the history does not reach back to it, or where the client takes one, has nothing, and it is shorter.</summary>
    internal ReadOnlyMemory<byte> Since(VersionVector version, bool takesSnapshots) =>
        takesSnapshots && version.Count == 0 ? Whole() : PageBytes.Since(_document, version);

    private byte[] Whole()
    {
        if (_whole is { } kept && kept.Version.Equals(_document.Version) && kept.Trimmed.Equals(_document.TrimmedVersion)) return kept.Bytes;
        byte[] bytes = PageBytes.Since(_document, VersionVector.Empty);
        if (bytes.Length >= WorthASnapshot && !PageBytes.IsSnapshot(bytes) && _document.Save() is var snapshot && snapshot.Length < bytes.Length) bytes = snapshot;
        _whole = (_document.Version, _document.TrimmedVersion, bytes);
        return bytes;
    }
}
