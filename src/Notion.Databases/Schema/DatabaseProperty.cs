using Notion.Crdt;

namespace Notion.Databases;

/// <summary>A property of a database, as its schema has it at the moment of reading. Immutable.</summary>
public sealed record DatabaseProperty
{
    /// <summary>The id of the title, in every database.</summary>
    public const string TitleId = "title";

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<SelectOption> _options = [];

    /// <summary>Its id: <c>title</c>, or that of its block.</summary>
    public required string Id { get; init; }

    /// <summary>Its name. No two properties of a database have the same.</summary>
    public required string Name { get; init; }

    /// <summary>Its type.</summary>
    public required PropertyType Type { get; init; }

    /// <summary>What its type is called in the document; tells types of later versions apart.</summary>
    public required string TypeName { get; init; }

    /// <summary>The options, in order, of whatever type the property is: they stay when it is retyped.</summary>
    public IReadOnlyList<SelectOption> Options
    {
        get => _options;
        init
        {
            _options = value;
            _places = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int i = 0; i < value.Count; i++)
                foreach (string id in value[i].Ids) _places[id] = i;
        }
    }

    /// <summary>Every other register of its block, by key: the settings of its type.</summary>
    public IReadOnlyDictionary<string, PropertyValue> Settings { get; init; } = new Dictionary<string, PropertyValue>();

    /// <summary>Numbers: how they are written, such as <c>number</c>, <c>percent</c>, <c>euro</c>.</summary>
    public string NumberFormat => Text("format") ?? "number";

    /// <summary>Unique ids: what stands before the number; null for none.</summary>
    public string? Prefix => Text("prefix");

    /// <summary>Relations: the database whose rows they are; null where none is set.</summary>
    public Guid? RelationTarget => Guid.TryParse(Text("target"), out Guid target) ? target : null;

    /// <summary>Relations: the property of the other database that shows them from there; null where none does.</summary>
    public string? RelationPair => Text("pair");

    /// <summary>Rollups: the relation whose rows they look at.</summary>
    public string? RollupRelation => Text("relation");

    /// <summary>Rollups: the property of those rows.</summary>
    public string? RollupProperty => Text("property");

    /// <summary>Rollups: what is computed, such as <c>sum</c>.</summary>
    public string? RollupFunction => Text("function");

    /// <summary>Formulas: the expression.</summary>
    public string Expression => Text("expression") ?? string.Empty;

    /// <summary>The option of an id; null where there is none, or no more.</summary>
    public SelectOption? FindOption(string? id) => id is not null && _places.TryGetValue(id, out int place) ? _options[place] : null;

    /// <summary>The option of an id or else of a name; null where there is none.</summary>
    public SelectOption? FindOptionByName(string idOrName) => FindOption(idOrName) ?? _options.FirstOrDefault(option => option.Name == idOrName);

    /// <summary>Where an option stands, from 0; -1 where there is none of the id.</summary>
    internal int PlaceOf(string optionId) => _places.GetValueOrDefault(optionId, -1);

    private string? Text(string key) => Settings.TryGetValue(key, out PropertyValue value) && value.Kind == PropertyKind.String && value.AsString().Length > 0 ? value.AsString() : null;

    /// <summary>Name and type.</summary>
    public override string ToString() => $"{Name} ({TypeName}, {Id})";
}
