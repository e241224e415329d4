using Notion.Databases;

namespace Notion.Server.NotionApi;

/// <summary>What the types of properties are called in Notion's API.</summary>
internal static class ApiPropertyTypes
{
    public static string ApiName(this PropertyType type) => type switch
    {
        PropertyType.Text => "rich_text",
        PropertyType.Phone => "phone_number",
        _ => type.Name(),
    };

    /// <summary>Null where there is none.</summary>
    public static PropertyType? Parse(string name) => Enum.GetValues<PropertyType>().Where(type => type != PropertyType.Unknown && type.ApiName() == name).Select(type => (PropertyType?)type).FirstOrDefault();

    /// <summary>Whether this server computes values of the type; those of the others are <c>unsupported</c>.</summary>
    public static bool IsComputedHere(this PropertyType type) => type is not (PropertyType.Rollup or PropertyType.Formula or PropertyType.Unknown);
}
