using Notion.Crdt;

namespace Notion.Databases;

/// <summary>A view of a database, as its document has it at the moment of reading. Immutable.</summary>
/// <param name="Id">Its id, in letters like a property's.</param>
/// <param name="Type">How it shows rows; a table where a later version knows more types.</param>
/// <param name="Name">Its name.</param>
public sealed record DatabaseView(string Id, ViewType Type, string Name)
{
    /// <summary>Which rows it shows; null for all.</summary>
    public Filter? Filter { get; init; }

    /// <summary>What they are sorted by.</summary>
    public IReadOnlyList<RowSort> Sorts { get; init; } = [];

    /// <summary>The properties in the view's order, hidden ones too.</summary>
    public IReadOnlyList<ViewProperty> Properties { get; init; } = [];

    /// <summary>The property whose values are the groups; null for none.</summary>
    public string? GroupBy { get; init; }

    /// <summary>Calendars: the date property on whose days the rows stand; null for none.</summary>
    public string? DateProperty { get; init; }

    /// <summary>Galleries: the files property that has the covers; null for the page's own cover.</summary>
    public string? Cover { get; init; }

    /// <summary>The rows of the view. What somebody else's change of the schema left behind is left out.</summary>
    public RowQuery ToQuery() => new() { Filter = Filter, Sorts = Sorts, LeavesOutWhatDoesNotFit = true };

    /// <summary>The views of a database, in order.</summary>
    public static IReadOnlyList<DatabaseView> ReadAll(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var schema = DatabaseSchema.Read(document);
        return [.. document.Root.Children.Where(block => block.Type == SchemaKeys.ViewBlock).Take(DatabaseLimits.MaxViews).Select(block => ViewReader.Read(block, schema))];
    }

    /// <summary>A view by its id; null where there is none.</summary>
    public static DatabaseView? Read(Document document, string id)
    {
        ArgumentNullException.ThrowIfNull(document);
        return CompactId.TryParse(id, out BlockId block) && document.TryGetBlock(block, out Block found) && found is { IsLive: true, Type: SchemaKeys.ViewBlock }
            ? ViewReader.Read(found, DatabaseSchema.Read(document))
            : null;
    }
}
