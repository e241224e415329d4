using System.Text;
using Notion.Server.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Notion.Server.Store.Postgres;

/// <summary>
/// Parameters by their type. Times are cut to milliseconds, which is what SQLite keeps, so that both engines answer alike. PostgreSQL takes neither U+0000 nor half a
/// surrogate pair in a text, and what people write may hold either: both become U+FFFD, or one hostile letter would keep a page from ever being committed.
/// </summary>
internal static class PostgresValues
{
    private const char Replacement = '\uFFFD';
    private const string EscapedNull = "\\u0000";

    public static NpgsqlParameter Named(string name, object? value)
    {
        NpgsqlParameter parameter = value switch
        {
            null => new NpgsqlParameter { Value = DBNull.Value },
            Guid id => new NpgsqlParameter<Guid> { TypedValue = id },
            DateTimeOffset time => Of(time),
            SqlJson json => new NpgsqlParameter<string> { TypedValue = Json(json.Text), NpgsqlDbType = NpgsqlDbType.Jsonb },
            string text => new NpgsqlParameter<string> { TypedValue = Text(text) },
            Guid[] ids => new NpgsqlParameter<Guid[]> { TypedValue = ids },
            string[] texts => new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(texts, Text) },
            _ => new NpgsqlParameter { Value = value },
        };
        parameter.ParameterName = name;
        return parameter;
    }

    public static NpgsqlParameter<DateTimeOffset> Of(DateTimeOffset time) => new() { TypedValue = Time(time), NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public static DateTimeOffset Time(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    /// <summary>The text as PostgreSQL takes it.</summary>
    public static string Text(string text)
    {
        ReadOnlySpan<char> span = text;
        if (!span.Contains('\0') && !span.ContainsAnyInRange('\uD800', '\uDFFF')) return text;
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            // Half a pair is enumerated as U+FFFD already.
            if (rune.Value == 0) clean.Append(Replacement);
            else clean.Append(rune.ToString());
        }
        return clean.ToString();
    }

    /// <summary>The JSON as <c>jsonb</c> takes it.</summary>
    public static string Json(string json)
    {
        if (!json.Contains(EscapedNull, StringComparison.Ordinal)) return Text(json);
        var clean = new StringBuilder(json.Length);
        for (int i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\' || i + 1 == json.Length)
            {
                clean.Append(json[i]);
            }
            else if (string.CompareOrdinal(json, i, EscapedNull, 0, EscapedNull.Length) == 0)
            {
                clean.Append(Replacement);
                i += EscapedNull.Length - 1;
            }
            else
            {
                // An escape of two letters at least, the second of which may be a backslash of its own.
                clean.Append(json[i]).Append(json[++i]);
            }
        }
        return Text(clean.ToString());
    }
}
