namespace Notion.Server.Pages;

/// <summary>What is left out stays; an empty text takes the title, icon or cover away.</summary>
/// <param name="Icon">An emoji, or the address of a picture.</param>
/// <param name="Cover">The address of a picture.</param>
internal sealed record ChangePageRequest(string? Title, string? Icon, string? Cover);

/// <param name="ParentId">The page to put it under; null for the top.</param>
internal sealed record MovePageRequest(Guid? ParentId);

/// <param name="Id">The copy's UUID where the client chose it; else the server takes one.</param>
/// <param name="ParentId">The page to put the copy under; null for the top.</param>
internal sealed record DuplicatePageRequest(Guid? Id, Guid? ParentId);

/// <param name="Items">The topmost first, the page itself last. Pages between that the asker may not see are left out.</param>
internal sealed record PagePath(IReadOnlyList<PathStep> Items);

internal sealed record PathStep(Guid Id, string Title, string? Icon);
