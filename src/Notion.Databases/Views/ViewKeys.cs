namespace Notion.Databases;

/// <summary>Keys of the blocks of a view: part of the format.</summary>
internal static class ViewKeys
{
    public const string Type = "view";
    public const string GroupBy = "group_by";
    public const string Date = "date";
    public const string Cover = "cover";
    public const string Show = "show:";
    public const string Order = "order:";
    public const string Logic = "logic";
    public const string Property = "property";
    public const string Operator = "operator";
    public const string Operand = "operand";
    public const string Descending = "descending";
    public const string And = "and";
    public const string Or = "or";
}
