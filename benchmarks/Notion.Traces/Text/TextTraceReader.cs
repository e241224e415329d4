using System.Text.Json;

namespace Notion.Traces;

/// <summary>
/// Reads the two text formats of josephg/editing-traces: sequential (patches one after the other) and concurrent (a graph of transactions).
/// Trusts nothing: a file that cannot be replayed is refused here, with the place and the reason.
/// </summary>
public static class TextTraceReader
{
    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="TraceException">The file is missing, unreadable or not in one of the two formats.</exception>
    public static TextTrace Read(string path)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(TraceFile.Read(path));
            return Parse(json.RootElement);
        }
        // InvalidOperationException: a member of another JSON type than the format says, or a string with half a surrogate pair.
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new TraceException($"'{path}' is not a text trace: {OneLine(cause)}", cause);
        }
        catch (TraceException cause) when (cause.InnerException is null)
        {
            throw new TraceException($"'{path}' cannot be replayed: {cause.Message}", cause);
        }
    }

    private static TextTrace Parse(JsonElement root)
    {
        bool concurrent = root.TryGetProperty("kind", out JsonElement kind) && kind.GetString() == "concurrent";
        string start = root.TryGetProperty("startContent", out JsonElement content) ? content.GetString() ?? string.Empty : string.Empty;
        string end = root.GetProperty("endContent").GetString() ?? throw new FormatException("endContent is null.");
        JsonElement list = root.GetProperty("txns");
        int agents = concurrent ? root.GetProperty("numAgents").GetInt32() : 1;
        var transactions = new List<TraceTransaction>(list.GetArrayLength() + 1);
        if (start.Length > 0)
        {
            if (concurrent) throw new TraceException("a concurrent trace starts from the empty text, but startContent is not empty.");
            transactions.Add(new TraceTransaction(0, [], [new Patch(0, 0, start)]));
        }
        bool beyondBasicPlane = HasSurrogates(start) || HasSurrogates(end);
        foreach (JsonElement item in list.EnumerateArray())
        {
            TraceTransaction transaction = concurrent ? ParseConcurrent(item, transactions.Count, agents) : new(0, [], ParsePatches(item));
            beyondBasicPlane |= transaction.Patches.Any(patch => HasSurrogates(patch.Inserted));
            transactions.Add(transaction);
        }
        if (!concurrent) CheckSequential(transactions);
        if (!concurrent && beyondBasicPlane) transactions = ConvertToUtf16(transactions);
        return new TextTrace(transactions, end, agents, concurrent, positionsAreUtf16: !concurrent || !beyondBasicPlane);
    }

    private static TraceTransaction ParseConcurrent(JsonElement item, int index, int agents)
    {
        int agent = item.GetProperty("agent").GetInt32();
        if (agent < 0 || agent >= agents) throw new TraceException($"transaction {index} is by agent {agent}, but the trace has agents 0 to {agents - 1}.");
        int[] parents = [.. item.GetProperty("parents").EnumerateArray().Select(parent => parent.GetInt32())];
        foreach (int parent in parents)
            if (parent < 0 || parent >= index) throw new TraceException($"transaction {index} names transaction {parent} as its parent, which does not come before it.");
        return new TraceTransaction(agent, parents, ParsePatches(item));
    }

    private static Patch[] ParsePatches(JsonElement transaction)
    {
        JsonElement list = transaction.GetProperty("patches");
        var patches = new Patch[list.GetArrayLength()];
        int next = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.GetArrayLength() < 3) throw new FormatException("a patch is [position, deleted, inserted].");
            var patch = new Patch(item[0].GetInt32(), item[1].GetInt32(), item[2].GetString() ?? throw new FormatException("a patch inserts null."));
            if (patch.Position < 0 || patch.Deleted < 0) throw new TraceException($"a patch has a negative position or length ({patch.Position}, {patch.Deleted}).");
            patches[next++] = patch;
        }
        return patches;
    }

    private static void CheckSequential(List<TraceTransaction> transactions)
    {
        long length = 0;
        for (int i = 0; i < transactions.Count; i++)
            foreach (Patch patch in transactions[i].Patches)
            {
                if ((long)patch.Position + patch.Deleted > length)
                    throw new TraceException($"a patch of transaction {i} reaches to {(long)patch.Position + patch.Deleted}, but the text has {length} code points by then.");
                length += CodePoints(patch.Inserted) - patch.Deleted;
            }
    }

    private static List<TraceTransaction> ConvertToUtf16(List<TraceTransaction> transactions)
    {
        var text = new CodePointText(string.Empty);
        return transactions.ConvertAll(transaction => transaction with { Patches = [.. transaction.Patches.Select(text.Apply)] });
    }

    private static bool HasSurrogates(string text) => text.AsSpan().ContainsAnyInRange('\ud800', '\udfff');

    private static int CodePoints(string text) => text.Length - text.Count(char.IsLowSurrogate);

    private static string OneLine(Exception cause) => cause.Message.ReplaceLineEndings(" ");
}
