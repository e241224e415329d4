using Microsoft.Data.Sqlite;

namespace Notion.Server.Store.Sqlite;

/// <summary>How ids and times are written: UUIDs as lower-case text, times as Unix milliseconds.</summary>
internal static class SqliteValues
{
    public static string ToSql(this Guid id) => id.ToString("D");

    public static string? ToSql(this Guid? id) => id?.ToString("D");

    public static long ToSql(this DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static Guid ReadId(this SqliteDataReader reader, int column) => Guid.ParseExact(reader.GetString(column), "D");

    public static Guid? ReadOptionalId(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.ReadId(column);

    public static string? ReadOptionalText(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTimeOffset ReadTime(this SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    public static byte[] ReadBytes(this SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static byte[]? ReadOptionalBytes(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.ReadBytes(column);
}
