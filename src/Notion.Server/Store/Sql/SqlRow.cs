using System.Data.Common;

namespace Notion.Server.Store.Sql;

/// <summary>
/// One row of an answer, read by column number. SQLite keeps ids as lower-case text and times as Unix milliseconds, PostgreSQL as <c>uuid</c> and <c>timestamptz</c>.
/// </summary>
internal readonly struct SqlRow(DbDataReader reader, SqlDialect dialect)
{
    public bool IsNull(int column) => reader.IsDBNull(column);

    public Guid Id(int column) => dialect == SqlDialect.Sqlite ? Guid.ParseExact(reader.GetString(column), "D") : reader.GetGuid(column);

    public Guid? OptionalId(int column) => reader.IsDBNull(column) ? null : Id(column);

    /// <summary>Text, or JSON as text.</summary>
    public string Text(int column) => reader.GetString(column);

    public string? OptionalText(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public DateTimeOffset Time(int column) =>
        dialect == SqlDialect.Sqlite ? DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column)) : reader.GetFieldValue<DateTimeOffset>(column);

    public DateTimeOffset? OptionalTime(int column) => reader.IsDBNull(column) ? null : Time(column);

    public long Number(int column) => reader.GetInt64(column);

    public double Real(int column) => reader.GetDouble(column);

    public bool Flag(int column) => reader.GetBoolean(column);

    public byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    public byte[]? OptionalBytes(int column) => reader.IsDBNull(column) ? null : Bytes(column);
}
