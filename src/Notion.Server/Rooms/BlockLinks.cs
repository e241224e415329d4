using Notion.Crdt;
using Notion.Server.Store;

namespace Notion.Server.Rooms;

/// <summary>Finds the pages that a block links to or mentions.</summary>
/// <remarks>
/// A mention of a page is a mark <c>mention</c> whose value is <c>page:</c> and the page's UUID. A link to a page is a mark <c>link</c> to an address whose path, or what follows it,
/// ends in a page's UUID: <c>/pages/{id}</c> of whichever host, as an editor copies it from its address bar.
/// </remarks>
internal static class BlockLinks
{
    private const string MentionPrefix = "page:";
    private const int UuidLength = 36;

    /// <summary>More links in one block are none that anybody follows back.</summary>
    private const int MaxPerBlock = 100;

    /// <param name="block">The block.</param>
    /// <param name="text">What it shows.</param>
    public static IEnumerable<BlockLink> Of(Block block, RichText text)
    {
        HashSet<Guid>? targets = null;
        foreach (TextRun run in text)
        {
            if (run.Marks.IsEmpty) continue;
            if ((Mentioned(run.Marks[MarkTypes.Mention]) ?? Linked(run.Link)) is { } target && (targets ??= []).Count < MaxPerBlock) targets.Add(target);
        }
        return targets is null ? [] : targets.Select(target => new BlockLink(block.Id.ToGuid(), target));
    }

    private static Guid? Mentioned(PropertyValue value) =>
        value.Kind == PropertyKind.String && value.AsString() is { } text && text.StartsWith(MentionPrefix, StringComparison.Ordinal) && Guid.TryParseExact(text.AsSpan(MentionPrefix.Length), "D", out Guid page)
            ? page
            : null;

    private static Guid? Linked(string? address)
    {
        if (address is null) return null;
        int end = address.IndexOfAny(['?', '#']);
        ReadOnlySpan<char> path = end < 0 ? address : address.AsSpan(0, end);
        return path.Length > UuidLength && path[^(UuidLength + 1)] is ('/' or '-' or ':') && Guid.TryParseExact(path[^UuidLength..], "D", out Guid page) ? page : null;
    }
}
