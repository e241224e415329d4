using Notion.Crdt;
using Notion.Databases;

namespace Notion.Server.NotionApi;

/// <summary>Reads the values of rows from bodies, by the schema of their database.</summary>
internal static class RowInput
{
    private const int MaxItems = 100;
    private const int MaxName = 100;

    /// <param name="properties">The body's properties, by name or by id.</param>
    /// <param name="schema">The database's.</param>
    /// <param name="references">What the body names.</param>
    /// <param name="missing">Options that are named and that the schema does not have: of selects they are made.</param>
    public static List<(DatabaseProperty Property, CellValue Value)> Read(BodyNode properties, DatabaseSchema schema, References references, ISet<MissingOption> missing)
    {
        var values = new List<(DatabaseProperty, CellValue)>();
        foreach (string name in properties.Names)
        {
            DatabaseProperty property = schema.FindByName(name) ?? throw ApiException.Invalid($"body failed validation: {name} is not a property that exists.");
            if (!property.Type.IsWritable()) throw properties.Get(name).Should($"not be there: {property.Name} is computed");
            BodyNode value = properties.Get(name).Object().Get(property.Type.ApiName());
            values.Add((property, Read(value, property, references, missing)));
        }
        return values;
    }

    private static CellValue Read(BodyNode value, DatabaseProperty property, References references, ISet<MissingOption> missing)
    {
        switch (property.Type)
        {
            case PropertyType.Title or PropertyType.Text:
                return CellValue.Text(RichTextInput.Read(value, references));
            case PropertyType.Checkbox:
                return CellValue.Flag(value.Flag());
            case PropertyType.MultiSelect:
                return CellValue.Items([.. value.Items(MaxItems).Select(item => Option(item, property, missing)).OfType<string>()]);
            case PropertyType.People:
                return CellValue.Items([.. value.Items(MaxItems).Select(person => User(person.Get("id").Id(), references))]);
            case PropertyType.Relation:
                return CellValue.Items([.. value.Items(MaxItems).Select(page => Page(page.Get("id").Id(), references))]);
            case PropertyType.Files:
                return CellValue.Files([.. value.Items(MaxItems).Select(File)]);
        }
        if (value.IsNull) return CellValue.Empty;
        return property.Type switch
        {
            PropertyType.Number => CellValue.Number(value.Number()),
            PropertyType.Select or PropertyType.Status => CellValue.Choice(Option(value, property, missing)),
            PropertyType.Date => CellValue.Date(Date(value)),
            PropertyType.Url => CellValue.Text(value.Text(RichTextInput.MaxUrl)),
            PropertyType.Email or PropertyType.Phone => CellValue.Text(value.Text(200)),
            _ => throw value.Should("be a value of a type that is supported here"),
        };
    }

    private static string? Option(BodyNode node, DatabaseProperty property, ISet<MissingOption> missing)
    {
        if (node.FindValue("id") is { } id) return property.FindOption(id.Text(MaxName))?.Id ?? throw id.Should($"be the id of an option of {property.Name}");
        BodyNode name = node.Get("name");
        string text = name.Text(MaxName);
        if (text.Length == 0 || text.Contains(',', StringComparison.Ordinal)) throw name.Should("be a name without commas");
        if (property.Options.FirstOrDefault(option => option.Name == text) is { } found) return found.Id;
        if (property.Type == PropertyType.Status) throw name.Should($"be an option of {property.Name}");
        missing.Add(new MissingOption(property.Id, text));
        return null;
    }

    private static string User(Guid id, References references)
    {
        references.User(id);
        return id.ToString();
    }

    private static string Page(Guid id, References references)
    {
        references.Page(id);
        return id.ToString();
    }

    private static FileReference File(BodyNode file)
    {
        if (file.Find("external") is not { } external) throw file.Should("have external: uploads are not supported here");
        string name = file.Get("name").Text(MaxName);
        return name.Any(char.IsControl) ? throw file.Get("name").Should("be a name without control characters") : new FileReference(name, IconInput.ReadAddress(external.Get("url"), RichTextInput.MaxUrl));
    }

    private static PropertyDate Date(BodyNode value)
    {
        (string start, string? end, string? zone) = RichTextInput.ReadDate(value);
        string text = $"{start}{(end is null ? string.Empty : $"/{end}")}{(zone is null ? string.Empty : $" {zone}")}";
        return PropertyDate.TryParse(text, out PropertyDate date) ? date : throw value.Should("be a date, or a range that ends after its start, both with a time or both without");
    }
}
