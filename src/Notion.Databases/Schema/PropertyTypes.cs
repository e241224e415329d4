namespace Notion.Databases;

/// <summary>What the types are called in documents, and what they have in common.</summary>
public static class PropertyTypes
{
    private static readonly string[] Names =
    [
        "unknown", "title", "text", "number", "select", "multi_select", "status", "date", "people", "files", "checkbox", "url", "email", "phone",
        "relation", "rollup", "formula", "unique_id", "created_time", "created_by", "last_edited_time", "last_edited_by",
    ];

    /// <summary>The name in documents, such as <c>multi_select</c>.</summary>
    public static string Name(this PropertyType type) => Names[(int)type];

    /// <summary>The type of a name; <see cref="PropertyType.Unknown"/> where there is none.</summary>
    public static PropertyType Parse(string? name) => name is null ? PropertyType.Unknown : (PropertyType)Math.Max(0, Array.IndexOf(Names, name));

    /// <summary>Whether values are options of the property.</summary>
    public static bool HasOptions(this PropertyType type) => type is PropertyType.Select or PropertyType.MultiSelect or PropertyType.Status;

    /// <summary>Whether people give rows values of the type; the others follow from something else.</summary>
    public static bool IsWritable(this PropertyType type) => type == PropertyType.Title || Family(type) != '\0';

    /// <summary>Whether values are people.</summary>
    public static bool IsPerson(this PropertyType type) => type is PropertyType.People or PropertyType.CreatedBy or PropertyType.LastEditedBy;

    /// <summary>Types of one family show the same value: the letter that ends the keys of their values. Zero for types whose values lie elsewhere.</summary>
    internal static char Family(PropertyType type) => type switch
    {
        PropertyType.Text or PropertyType.Url or PropertyType.Email or PropertyType.Phone => ValueKeys.String,
        PropertyType.Number => ValueKeys.Number,
        PropertyType.Select or PropertyType.Status or PropertyType.MultiSelect => ValueKeys.Choice,
        PropertyType.Date => ValueKeys.Date,
        PropertyType.Checkbox => ValueKeys.Check,
        PropertyType.People => ValueKeys.People,
        PropertyType.Relation => ValueKeys.Relation,
        PropertyType.Files => ValueKeys.Files,
        _ => '\0',
    };
}
