using Notion.Databases;
using Notion.Server.Store;

namespace Notion.Server.NotionApi;

/// <summary>A page as an answer tells of it.</summary>
/// <param name="Page">The page.</param>
/// <param name="Parent">The page above it, if the asker may see that; null for none.</param>
/// <param name="EditedBy">Who changed it last.</param>
/// <param name="HasContent">Whether there is anything in it.</param>
/// <param name="IsInTrash">Whether it, or a page above it, was put into the trash.</param>
internal sealed record ShownPage(Page Page, Guid? Parent, Guid? EditedBy, bool HasContent, bool IsInTrash)
{
    /// <summary>Of a database; null for any other page.</summary>
    public DatabaseSchema? Schema { get; init; }

    /// <summary>Where it is the row of a database that the asker sees; null for any other page.</summary>
    public RowOfDatabase? Row { get; init; }

    /// <summary>Its title; empty where it has none.</summary>
    public string Title => Page.Title == Page.DefaultTitle ? string.Empty : Page.Title;
}
