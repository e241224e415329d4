using Notion.Crdt;
using Notion.Server.Store;

namespace Notion.Server.Pages;

/// <summary>The first content of a page that is made over REST: a change like any other, so that the title is the document's from the start.</summary>
internal static class FirstUpdates
{
    public static IReadOnlyList<PageUpdate> ForTitle(string? title, Guid author, TimeProvider time)
    {
        if (string.IsNullOrEmpty(title)) return [];
        var document = new Document(ReplicaId.Create(), new DocumentOptions { TimeProvider = time });
        using Transaction change = document.Begin(author.ToString());
        change.SetProperty(BlockId.Root, "title", title);
        return [new PageUpdate(change.Commit().ToArray(), author, time.GetUtcNow())];
    }
}
