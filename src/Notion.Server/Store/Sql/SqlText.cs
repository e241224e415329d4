namespace Notion.Server.Store.Sql;

/// <summary>The pieces of SQL that the engines write differently.</summary>
internal static class SqlText
{
    /// <summary>Is one of an array parameter's values: <c>"WHERE id " + SqlText.OneOf(dialect, "@ids")</c>.</summary>
    public static string OneOf(SqlDialect dialect, string parameter) =>
        dialect == SqlDialect.Sqlite ? $"IN (SELECT value FROM json_each({parameter}))" : $"= ANY({parameter})";

    /// <summary>The larger of two values that are not null.</summary>
    public static string Greatest(SqlDialect dialect, string a, string b) => dialect == SqlDialect.Sqlite ? $"max({a}, {b})" : $"greatest({a}, {b})";

    /// <summary>An IP address from text; SQLite keeps it as it is.</summary>
    public static string Address(SqlDialect dialect, string parameter) => dialect == SqlDialect.Sqlite ? parameter : $"CAST({parameter} AS inet)";

    /// <summary>An IP address as text.</summary>
    public static string AddressText(SqlDialect dialect, string column) => dialect == SqlDialect.Sqlite ? column : $"host({column})";
}
