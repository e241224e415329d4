using Notion.Crdt;

namespace Notion.Databases;

/// <summary>The properties of a database, as its document has them at the moment of reading. Immutable.</summary>
public sealed class DatabaseSchema
{
    private readonly Dictionary<string, DatabaseProperty> _byId;

    /// <summary>A schema of these properties, which must have different ids and names; the title is added where it is missing.</summary>
    public DatabaseSchema(params IEnumerable<DatabaseProperty> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        List<DatabaseProperty> all = [.. properties];
        if (!all.Exists(property => property.Id == DatabaseProperty.TitleId)) all.Insert(0, Title("Name"));
        Properties = all;
        _byId = all.ToDictionary(property => property.Id, StringComparer.Ordinal);
    }

    /// <summary>The properties in order, the title first.</summary>
    public IReadOnlyList<DatabaseProperty> Properties { get; }

    /// <summary>The properties that were removed and can be restored.</summary>
    public IReadOnlyList<DatabaseProperty> Removed { get; private init; } = [];

    /// <summary>A property by its id.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownProperty"/></exception>
    public DatabaseProperty this[string id] => Find(id) ?? throw Unknown(id);

    /// <summary>A property by its id; null where there is none.</summary>
    public DatabaseProperty? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>A property by its id or else its name; null where there is none.</summary>
    public DatabaseProperty? FindByName(string idOrName) => Find(idOrName) ?? Properties.FirstOrDefault(property => property.Name == idOrName);

    /// <summary>Whether a document says that its page is a database.</summary>
    public static bool IsDatabase(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Root[SchemaKeys.Database] == PropertyValue.From(true);
    }

    /// <summary>Reads the schema of a document; one with the title alone where it has none.</summary>
    /// <remarks>O(blocks at the top level).</remarks>
    public static DatabaseSchema Read(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var strays = new Dictionary<string, List<Block>>(StringComparer.Ordinal);
        var blocks = new List<Block>();
        foreach (Block block in document.Root.Children)
        {
            if (block.Type == SchemaKeys.PropertyBlock && blocks.Count < DatabaseLimits.MaxProperties) blocks.Add(block);
            else if (block.Type == SchemaKeys.OptionBlock) Stray(block, strays);
        }
        string title = Text(document.Root, SchemaKeys.TitleName) ?? "Name";
        var names = new HashSet<string>(StringComparer.Ordinal) { title };
        var properties = new List<DatabaseProperty> { Title(title) };
        foreach (Block block in blocks) properties.Add(Read(block, names, strays));
        IEnumerable<Block> removed = document.EnumerateTrash().Where(block => block.Type == SchemaKeys.PropertyBlock).OrderBy(block => block.Id).Take(DatabaseLimits.MaxProperties);
        return new DatabaseSchema(properties) { Removed = [.. removed.Select(block => Read(block, new HashSet<string>(StringComparer.Ordinal), strays))] };
    }

    internal static DatabaseException Unknown(string id) =>
        new(DatabaseErrorCode.UnknownProperty, $"The database has no property {id}. It may have been removed: read the schema again.");

    internal static string? Text(Block block, string key) => block[key] is { Kind: PropertyKind.String } value && value.AsString().Length > 0 ? value.AsString() : null;

    private static DatabaseProperty Title(string name) =>
        new() { Id = DatabaseProperty.TitleId, Name = name, Type = PropertyType.Title, TypeName = PropertyType.Title.Name() };

    /// <summary>An option that was added while its property was being removed escapes to where the property stood; it knows where it belongs.</summary>
    private static void Stray(Block option, Dictionary<string, List<Block>> strays)
    {
        if (Text(option, SchemaKeys.Of) is not { } property) return;
        if (!strays.TryGetValue(property, out List<Block>? options)) strays.Add(property, options = []);
        options.Add(option);
    }

    private static DatabaseProperty Read(Block block, HashSet<string> names, Dictionary<string, List<Block>> strays)
    {
        string id = CompactId.From(block.Id);
        string typeName = Text(block, SchemaKeys.Type) ?? PropertyType.Text.Name();
        PropertyType type = PropertyTypes.Parse(typeName);
        IEnumerable<Block> options = block.Children.Where(child => child.Type == SchemaKeys.OptionBlock);
        if (strays.TryGetValue(id, out List<Block>? escaped)) options = options.Concat(escaped);
        return new DatabaseProperty
        {
            Id = id,
            Name = Unique(Text(block, SchemaKeys.Name) ?? typeName, names),
            // There is one title, and it is no block.
            Type = type == PropertyType.Title ? PropertyType.Unknown : type,
            TypeName = typeName,
            Options = ReadOptions(options),
            Settings = block.Properties.Where(setting => setting.Key is not (SchemaKeys.Name or SchemaKeys.Type)).ToDictionary(StringComparer.Ordinal),
        };
    }

    private static List<SelectOption> ReadOptions(IEnumerable<Block> blocks)
    {
        var options = new List<SelectOption>();
        var ids = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (Block block in blocks.Take(DatabaseLimits.MaxOptions))
        {
            string id = CompactId.From(block.Id), name = Text(block, SchemaKeys.Name) ?? string.Empty;
            if (ids.TryGetValue(name, out List<string>? same))
            {
                same.Add(id);
                continue;
            }
            ids.Add(name, same = [id]);
            options.Add(new SelectOption(id, name, Text(block, SchemaKeys.Color) ?? "default") { Group = Text(block, SchemaKeys.Group), Ids = same });
        }
        return options;
    }

    private static string Unique(string name, HashSet<string> names)
    {
        string unique = name;
        for (int number = 2; !names.Add(unique); number++) unique = $"{name} ({number})";
        return unique;
    }
}
