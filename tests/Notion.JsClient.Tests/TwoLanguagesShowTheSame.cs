using System.Text.Json.Nodes;
using Notion.Crdt;
using Notion.Crdt.Tests.Documents;
using Notion.Crdt.Tests.Oracle;
using Notion.Crdt.Tests.Vectors;
using Notion.JsClient.Tests.Running;

namespace Notion.JsClient.Tests;

/// <summary>
/// Random histories of the oracle's tests, every verb in them: the updates, shuffled, some of them twice, come to the same blocks, texts and properties in JavaScript as in this library.
/// NOTION_FIRST_SEED and NOTION_HISTORIES as for HistoryTests.
/// </summary>
public class TwoLanguagesShowTheSame
{
    private const int Histories = 300;

    [Fact]
    public async Task OfRandomHistories()
    {
        Node.Require();
        int first = FromEnvironment("NOTION_FIRST_SEED", 1), count = FromEnvironment("NOTION_HISTORIES", Histories);
        var updates = new byte[count][][];
        Parallel.For(0, count, i => updates[i] = Shuffled(first + i));
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, updates.Select(history => new JsonArray([.. history.Select(update => (JsonNode)Convert.ToHexStringLower(update))]).ToJsonString()));
            string[] pages = (await Node.RunAsync("client.mjs", "show", file)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(count, pages.Length);
            for (int i = 0; i < count; i++) AssertShown(first + i, updates[i], JsonNode.Parse(pages[i])!.AsArray());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static byte[][] Shuffled(int seed)
    {
        byte[][] updates = [.. History.Record(seed, (seed % 3) switch { 0 => Verbs.Editing, 1 => Verbs.EditingAndUndo, _ => Verbs.All })];
        var random = new Random(seed);
        updates = [.. updates, .. updates.Where(_ => random.Next(10) == 0)];
        random.Shuffle(updates);
        return updates;
    }

    private static void AssertShown(int seed, byte[][] updates, JsonArray shown)
    {
        Document document = Pages.New(9);
        foreach (byte[] update in updates) document.Apply(update);
        JsonArray expected = PlainBlock.PageOf(document);
        for (int i = 0; i < Math.Max(expected.Count, shown.Count); i++)
        {
            JsonNode? ours = i < expected.Count ? expected[i] : null, theirs = i < shown.Count ? shown[i] : null;
            Assert.True(JsonNode.DeepEquals(ours, theirs), $"seed {seed}, block {i}\nC#: {ours?.ToJsonString()}\nJS: {theirs?.ToJsonString()}");
        }
    }

    private static int FromEnvironment(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : otherwise;
}
