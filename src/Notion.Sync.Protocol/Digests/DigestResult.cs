namespace Notion.Sync.Protocol;

/// <summary>How the server's pages differ from those that a client knows.</summary>
/// <param name="Changed">Pages of which the two have different versions: open them.</param>
/// <param name="Added">Pages that the client does not know, and may open.</param>
/// <param name="Missing">Pages that the client knows and the server does not list: they are gone, were never sent, or are not the user's any more.</param>
public sealed record DigestResult(IReadOnlyList<Guid> Changed, IReadOnlyList<Guid> Added, IReadOnlyList<Guid> Missing);
