using Notion.Crdt;
using Notion.Databases;

namespace Notion.Server.NotionApi;

/// <summary>Reads the properties of a database from a body, and makes or changes them in its document.</summary>
internal sealed class SchemaInput
{
    private const int MaxOptions = 100;
    private const int MaxName = 100;

    private readonly List<Wanted> _wanted = [];

    private SchemaInput()
    {
    }

    /// <summary>Whether the body says anything about properties.</summary>
    public bool IsEmpty => _wanted.Count == 0;

    /// <param name="properties">By name, or for those that are there by id; null removes one.</param>
    /// <param name="references">What the body names.</param>
    public static SchemaInput Read(BodyNode? properties, References references)
    {
        var input = new SchemaInput();
        if (properties is null || properties.IsNull) return input;
        foreach (string key in properties.Names)
        {
            BodyNode node = properties.Get(key);
            input._wanted.Add(node.IsNull ? new Wanted(key, null, null, [], [], true) : Read(key, node, references));
        }
        return input;
    }

    /// <summary>Makes the properties of a new database, or changes those of one that there is.</summary>
    /// <param name="editor">Of the database's document.</param>
    /// <exception cref="ApiException">The schema does not allow it.</exception>
    public void Write(SchemaEditor editor)
    {
        foreach (Wanted wanted in _wanted)
        {
            DatabaseProperty? there = wanted.Type == PropertyType.Title ? editor.Schema[DatabaseProperty.TitleId] : editor.Schema.FindByName(wanted.Key);
            if (wanted.IsRemoved)
            {
                if (there is null) throw ApiException.Invalid($"body failed validation: {wanted.Key} is not a property that exists.");
                editor.RemoveProperty(there.Id);
                continue;
            }
            if (there is null && wanted.Type is null) throw ApiException.Invalid($"body failed validation: {wanted.Key} is not a property that exists, and to make one takes a type.");
            string id = there?.Id ?? editor.AddProperty(wanted.Key, wanted.Type!.Value);
            string name = wanted.Name ?? (there is { Type: PropertyType.Title } && wanted.Type == PropertyType.Title && wanted.Key != DatabaseProperty.TitleId ? wanted.Key : editor.Schema[id].Name);
            if (name != editor.Schema[id].Name) editor.RenameProperty(id, name);
            if (wanted.Type is { } type && type != editor.Schema[id].Type) editor.RetypeProperty(id, type);
            foreach ((string setting, PropertyValue value) in wanted.Settings) editor.SetSetting(id, setting, value);
            foreach ((string? optionId, string? optionName, string? color) in wanted.Options) Write(editor, id, optionId, optionName, color);
        }
    }

    private static void Write(SchemaEditor editor, string property, string? optionId, string? name, string? color)
    {
        SelectOption? there = optionId is not null ? editor.Schema[property].FindOption(optionId) : editor.Schema[property].Options.FirstOrDefault(option => option.Name == name);
        if (there is not null) editor.ChangeOption(property, there.Id, name == there.Name ? null : name, color);
        else if (name is not null) editor.AddOption(property, name, color);
        else throw ApiException.Invalid("body failed validation: there is no option of this id.");
    }

    private static Wanted Read(string key, BodyNode node, References references)
    {
        string? name = node.FindValue("name")?.Text(MaxName);
        string? typeName = node.FindValue("type")?.Text(MaxName) ?? node.Names.FirstOrDefault(member => ApiPropertyTypes.Parse(member) is not null);
        if (typeName is null) return name is null ? throw node.Should("have a type of property, or a name") : new Wanted(key, name, null, [], [], false);
        PropertyType type = ApiPropertyTypes.Parse(typeName) ?? throw node.Should("have a type of property that is supported here");
        if (!type.IsComputedHere()) throw node.Should($"not be a {typeName}: properties of this type are not made here");
        BodyNode payload = node.Get(typeName).Object();
        var settings = new List<(string, PropertyValue)>();
        var options = new List<(string?, string?, string?)>();
        switch (type)
        {
            case PropertyType.Number when payload.FindValue("format") is { } format:
                settings.Add(("format", format.Text(MaxName)));
                break;
            case PropertyType.UniqueId when payload.Find("prefix") is { } prefix:
                settings.Add(("prefix", prefix.IsNull ? PropertyValue.Null : prefix.Text(MaxName)));
                break;
            case PropertyType.Relation:
                Guid target = (payload.Find("data_source_id") ?? payload.Get("database_id")).Id();
                references.Page(target);
                settings.Add(("target", target.ToString()));
                break;
        }
        if (type.HasOptions())
            foreach (BodyNode option in payload.FindValue("options")?.Items(MaxOptions) ?? [])
                options.Add((option.FindValue("id")?.Text(MaxName), option.FindValue("name")?.Text(MaxName), option.FindValue("color")?.OneOf(BlockColors.All.Take(10).ToArray())));
        return new Wanted(key, name, type, settings, options, false);
    }

    private sealed record Wanted(
        string Key, string? Name, PropertyType? Type, IReadOnlyList<(string Key, PropertyValue Value)> Settings, IReadOnlyList<(string? Id, string? Name, string? Color)> Options, bool IsRemoved);
}
