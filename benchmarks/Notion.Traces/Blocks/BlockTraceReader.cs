using System.Text.Json;
using Notion.Crdt;

namespace Notion.Traces;

/// <summary>Reads the <c>blocks-v1</c> format: a header line, then one JSON array per operation or sync.</summary>
public static class BlockTraceReader
{
    /// <summary>Reads and checks a file. Operations after the last sync count as if one more sync followed.</summary>
    /// <exception cref="TraceException">The file is missing, unreadable or not in the format.</exception>
    public static BlockTrace Read(string path)
    {
        ReadOnlyMemory<byte> rest = TraceFile.Read(path);
        int replicas = 0, number = 0;
        var epochs = new List<IReadOnlyList<BlockOperation>>();
        var epoch = new List<BlockOperation>();
        try
        {
            while (rest.Length > 0)
            {
                number++;
                int end = rest.Span.IndexOf((byte)'\n');
                ReadOnlyMemory<byte> line = end < 0 ? rest : rest[..end];
                rest = end < 0 ? default : rest[(end + 1)..];
                if (line.Span.IndexOfAnyExcept(" \t\r"u8) < 0) continue;
                using JsonDocument json = JsonDocument.Parse(line);
                if (replicas == 0)
                {
                    replicas = ParseHeader(json.RootElement);
                }
                else if (json.RootElement[0].GetString() != "s")
                {
                    epoch.Add(ParseOperation(json.RootElement, replicas));
                }
                else
                {
                    epochs.Add(epoch);
                    epoch = [];
                }
            }
            if (replicas == 0) throw new FormatException("the file is empty.");
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new TraceException($"'{path}' is not a block trace: line {number}: {cause.Message.ReplaceLineEndings(" ")}", cause);
        }
        if (epoch.Count > 0) epochs.Add(epoch);
        return new BlockTrace(replicas, epochs);
    }

    private static int ParseHeader(JsonElement header)
    {
        if (header.ValueKind != JsonValueKind.Object || !header.TryGetProperty("format", out JsonElement format) || format.GetString() != "blocks-v1")
            throw new FormatException("the first line must be a header with \"format\":\"blocks-v1\".");
        int replicas = header.GetProperty("replicas").GetInt32();
        return replicas is >= 1 and <= 1_000 ? replicas : throw new FormatException($"{replicas} replicas are not between 1 and 1,000.");
    }

    private static BlockOperation ParseOperation(JsonElement line, int replicas)
    {
        int replica = line[1].GetInt32(), block = line[2].GetInt32();
        if (replica < 0 || replica >= replicas) throw new FormatException($"replica {replica} is not one of 0 to {replicas - 1}.");
        if (block < 1) throw new FormatException($"block {block} is not a positive number.");
        string? kind = line[0].GetString();
        return kind switch
        {
            "c" => new(BlockOperationKind.Create, replica, block, Natural(line[3]), Natural(line[4]), Value: line[5].GetString() ?? throw new FormatException("a block's type is null.")),
            "m" => new(BlockOperationKind.Move, replica, block, Natural(line[3]), Natural(line[4])),
            "p" => new(BlockOperationKind.Property, replica, block, Key: line[3].GetString() ?? throw new FormatException("a property's name is null."), Value: ParseValue(line[4])),
            "d" => new(BlockOperationKind.Delete, replica, block),
            _ => throw new FormatException($"'{kind}' is no operation; c, m, p, d and s are."),
        };
    }

    private static int Natural(JsonElement number) =>
        number.GetInt32() is >= 0 and int value ? value : throw new FormatException("a parent or an index is negative.");

    private static PropertyValue ParseValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out long integer) ? integer : value.GetDouble(),
        _ => throw new FormatException("a property's value is a string, a number or a boolean."),
    };
}
