using Notion.Crdt;

namespace Notion.Databases;

/// <summary>A row: the values of one page at the moment of reading, whatever the schema says about them. Immutable; safe from any thread.</summary>
public sealed class DatabaseRow
{
    private readonly Dictionary<string, CellValue> _values;

    internal DatabaseRow(RowOrigin origin, RichText title, long? number, Dictionary<string, CellValue> values)
    {
        Origin = origin;
        Title = title;
        Number = number;
        _values = values;
    }

    /// <summary>The page's id.</summary>
    public Guid Id => Origin.Id;

    /// <summary>What is known of the page beside its document.</summary>
    public RowOrigin Origin { get; }

    /// <summary>The title; empty where there is none.</summary>
    public RichText Title { get; }

    /// <summary>The row's unique number; null until the server has given it one.</summary>
    public long? Number { get; }

    /// <summary>The values by slot: the property's id, a colon and the letter of the family.</summary>
    internal IReadOnlyDictionary<string, CellValue> Values => _values;

    /// <summary>Reads the values of a row's document.</summary>
    public static DatabaseRow Read(Document document, RowOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(origin);
        return RowReader.Read(document.Root, origin);
    }

    /// <summary>A page's title: the text that people type together, or where nobody has, the title that was set as a whole.</summary>
    public static RichText ReadTitle(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return RowReader.Title(document.Root);
    }

    /// <summary>What the row shows under a property.</summary>
    /// <remarks>Options that were removed show no more. Rollups and formulas are empty here: <see cref="RowEvaluator"/> does not compute them.</remarks>
    public CellValue this[DatabaseProperty property]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(property);
            return property.Type switch
            {
                PropertyType.Title => CellValue.Text(Title),
                PropertyType.UniqueId => Number is { } number ? CellValue.Number(number) : default,
                PropertyType.CreatedTime => CellValue.Date(PropertyDate.At(Origin.CreatedTime)),
                PropertyType.LastEditedTime => CellValue.Date(PropertyDate.At(Origin.LastEditedTime)),
                PropertyType.CreatedBy => Person(Origin.CreatedBy),
                PropertyType.LastEditedBy => Person(Origin.LastEditedBy),
                PropertyType.Checkbox => CellValue.Flag(Slot(Slots.Of(property)).AsFlag()),
                PropertyType.Select or PropertyType.Status => CellValue.Choice(property.FindOption(Slot(Slots.Of(property)).AsChoice())?.Id),
                PropertyType.MultiSelect => Options(property, Slot(Slots.Of(property)).AsItems()),
                _ => PropertyTypes.Family(property.Type) == '\0' ? default : Slot(Slots.Of(property)),
            };
        }
    }

    internal CellValue Slot(string slot) => _values.GetValueOrDefault(slot);

    private static CellValue Person(Guid? user) => user is { } id ? CellValue.Items(id.ToString()) : default;

    private static CellValue Options(DatabaseProperty property, IReadOnlyList<string> ids) =>
        CellValue.Items(ids.Select(property.PlaceOf).Where(place => place >= 0).Distinct().Order().Select(place => property.Options[place].Id));

    /// <summary>Title and id.</summary>
    public override string ToString() => $"{Title.Text} ({Id})";
}
