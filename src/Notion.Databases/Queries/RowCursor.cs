using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Notion.Databases;

/// <summary>Where an answer ended: what its last row sorts by. Written as base64url of a JSON array: fingerprint, keys, time of creation, id.</summary>
/// <param name="Keys">For each sort a string, a double, or null for no value.</param>
/// <param name="CreatedTime">Of the row, in milliseconds since 1970.</param>
/// <param name="Id">The row.</param>
public sealed record RowCursor(IReadOnlyList<object?> Keys, long CreatedTime, Guid Id)
{
    private const int MaxLength = 16_384;

    /// <summary>The cursor as text, for the plan that it belongs to.</summary>
    public string Encode(RowPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(plan.Fingerprint.ToString("x16", CultureInfo.InvariantCulture));
            foreach (object? key in Keys)
            {
                if (key is string text) writer.WriteStringValue(text);
                else if (key is double number) writer.WriteNumberValue(number);
                else writer.WriteNullValue();
            }
            writer.WriteNumberValue(CreatedTime);
            writer.WriteStringValue(Id);
            writer.WriteEndArray();
        }
        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }

    /// <summary>Reads a cursor that came from outside.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.InvalidCursor"/>: it is none, or of another query.</exception>
    public static RowCursor Decode(string text, RowPlan plan)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(plan);
        try
        {
            if (text.Length > MaxLength) throw Invalid();
            using JsonDocument json = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
            JsonElement[] items = json.RootElement.ValueKind == JsonValueKind.Array ? [.. json.RootElement.EnumerateArray()] : [];
            if (items.Length != plan.Keys.Count + 3 || items[0].GetString() != plan.Fingerprint.ToString("x16", CultureInfo.InvariantCulture)) throw Invalid();
            object?[] keys = [.. items[1..^2].Select((item, i) => Key(item, plan.Keys[i].Kind))];
            return new RowCursor(keys, items[^2].GetInt64(), items[^1].GetGuid());
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException or DecoderFallbackException)
        {
            throw Invalid();
        }
    }

    private static object? Key(JsonElement item, SortKind kind) => item.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String when kind is SortKind.Text or SortKind.Item => item.GetString(),
        JsonValueKind.Number when kind is not (SortKind.Text or SortKind.Item) && double.IsFinite(item.GetDouble()) => item.GetDouble(),
        _ => throw Invalid(),
    };

    private static DatabaseException Invalid() =>
        new(DatabaseErrorCode.InvalidCursor, "This is no cursor of this query. Send the cursor of the last answer, with the same filter and sorts, or none to begin anew.");
}
