namespace Notion.Databases;

/// <summary>Names of what rows are filtered and sorted by: in memory, and in the tables of a server.</summary>
/// <remarks>The slot of a value is its property's id, a colon and the letter of its family. A choice has a slot of its own for the one option that a select shows (<c>o</c>) and one for all (<c>m</c>).</remarks>
public static class Slots
{
    /// <summary>The title.</summary>
    public const string Title = "title";

    /// <summary>The row's unique number.</summary>
    public const string Number = "unique_id";

    /// <summary>When the page was made.</summary>
    public const string CreatedTime = "created_time";

    /// <summary>Who made it.</summary>
    public const string CreatedBy = "created_by";

    /// <summary>When it was last edited.</summary>
    public const string LastEditedTime = "last_edited_time";

    /// <summary>Who last edited it.</summary>
    public const string LastEditedBy = "last_edited_by";

    internal const char AllChoices = 'm';

    /// <summary>The slot of a property's values.</summary>
    internal static string Of(DatabaseProperty property) => property.Type switch
    {
        PropertyType.Title => Title,
        PropertyType.UniqueId => Number,
        PropertyType.CreatedTime => CreatedTime,
        PropertyType.CreatedBy => CreatedBy,
        PropertyType.LastEditedTime => LastEditedTime,
        PropertyType.LastEditedBy => LastEditedBy,
        PropertyType.MultiSelect => $"{property.Id}:{AllChoices}",
        PropertyType type => $"{property.Id}:{PropertyTypes.Family(type)}",
    };
}
