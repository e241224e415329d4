using System.Text.Json;
using Microsoft.Data.Sqlite;
using Notion.Server.Store.Sql;

namespace Notion.Server.Store.Sqlite;

/// <summary>How ids and times are written: UUIDs as lower-case text, times as Unix milliseconds.</summary>
internal static class SqliteValues
{
    /// <summary>A parameter as SQLite keeps it; arrays as JSON, for <see cref="SqlText.OneOf"/>.</summary>
    public static object Of(object? value) => value switch
    {
        null => DBNull.Value,
        Guid id => id.ToSql(),
        DateTimeOffset time => time.ToSql(),
        SqlJson json => json.Text,
        bool flag => flag ? 1L : 0L,
        Guid[] ids => JsonSerializer.Serialize(ids, Json.ServerJson.Default.GuidArray),
        string[] texts => JsonSerializer.Serialize(texts, Json.ServerJson.Default.StringArray),
        _ => value,
    };

    public static string ToSql(this Guid id) => id.ToString("D");

    public static string? ToSql(this Guid? id) => id?.ToString("D");

    public static long ToSql(this DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static byte[] ReadBytes(this SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static byte[]? ReadOptionalBytes(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.ReadBytes(column);
}
