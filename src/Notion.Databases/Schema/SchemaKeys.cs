namespace Notion.Databases;

/// <summary>Block types and keys of the document of a database: part of the format.</summary>
internal static class SchemaKeys
{
    public const string Database = "database";
    public const string TitleName = "title_name";
    public const string PropertyBlock = "property";
    public const string OptionBlock = "option";
    public const string ViewBlock = "view";
    public const string FilterBlock = "filter";
    public const string FilterGroupBlock = "filter_group";
    public const string SortBlock = "sort";
    public const string Name = "name";
    public const string Type = "type";
    public const string Color = "color";
    public const string Group = "group";
    public const string Of = "of";
}
