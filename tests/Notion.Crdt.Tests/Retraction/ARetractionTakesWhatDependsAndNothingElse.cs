using System.Text;
using Notion.Crdt.Tests.Compaction;
using Notion.Crdt.Tests.Histories;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Retraction;

public class ARetractionTakesWhatDependsAndNothingElse
{
    /// <summary>Seeds that once failed.</summary>
    public static TheoryData<int> RegressionSeeds => [283, 421, 1392, 1672, 1813];

    [Fact]
    public void WhateverWasDone() => Past.ForMany(Check, share: 2);

    [Theory]
    [MemberData(nameof(RegressionSeeds))]
    public void SeedsThatOnceFailedHold(int seed) => Past.ForSeed(seed, Check);

    private static void Check(Past past)
    {
        Document server = past.Some(), person = server.Fork(ReplicaId.Create(past.Random));
        var own = new List<OracleChange>();
        for (int i = past.Random.Next(2, 12); i > 0; i--)
        {
            if (past.Random.Next(6) == 0) person.Merge(past.Some());
            byte[] update = past.Random.Next(8) == 0 ? person.Revert(past.Random.Next(2) == 0 ? server.Version : person.Version).ToArray() : AGenerationShowsTheSame.Write(person, past.Random);
            if (update.Length > 0) own.Add(OracleDecoder.Decode(update)[0]);
        }
        if (own.Count == 0) return;
        OracleChange refused = own[past.Random.Next(own.Count)];
        List<OracleChange> all = OracleDecoder.Decode(person.ExportSince(VersionVector.Empty));
        var mine = all.Where(change => change.Replica == person.Replica.Value).ToList();
        string before = Rendering.Of(person);

        RetractionResult result = person.Retract([IdOf(refused)], [.. mine.Select(IdOf).Where(id => id != IdOf(refused))], ReplicaId.Create(past.Random));

        Assert.Equal(before, Rendering.Of(person));
        var oracle = new OracleRetraction(all, mine.Find(change => change.First == refused.First)!, mine);
        Assert.Equal(oracle.Dropped, result.Dropped);
        if (!result.Lost.Any(lost => lost.Reason != RebaseLossReason.Retracted)) AssertShows(Plain(oracle.Document), Plain(result.Document), mine, result.Dropped);
        Assert.True(result.Document.Version.Includes(server.Version));
        Assert.Equal(refused.First, result.Kept[person.Replica]);

        server.Merge(past.Document);
        server.Apply(result.Document.ExportSince(server.Version));
        result.Document.Merge(server);
        Assert.Equal(Rendering.Of(server), Rendering.Of(result.Document));
        Assert.Equal(0, server.PendingCount);
    }

    /// <summary>What was put into a block that a retracted change had taken out of the trash is shown where that was deleted from, not hidden in the trash; all else is as the operations say.</summary>
    private static void AssertShows(string expected, string actual, List<OracleChange> own, IReadOnlyList<OpId> dropped)
    {
        if (expected == actual) return;
        Assert.True(own.Exists(change => dropped.Contains(IdOf(change)) && change.Ops.Any(op => op is PlaceOp)), $"expected:\n{expected}actual:\n{actual}");
        List<string> lines = [.. actual.Split('\n').Select(line => line.Trim())];
        Assert.All(expected.Split('\n'), line => Assert.True(lines.Remove(line.Trim()), $"{line} is missing.\nexpected:\n{expected}actual:\n{actual}"));
    }

    private static OpId IdOf(OracleChange change) => new(new ReplicaId(change.Replica), change.First);

    /// <summary>What is shown, without ids, marks and what lost to something else.</summary>
    private static string Plain(Document document)
    {
        var lines = new StringBuilder();
        foreach (Block block in document.EnumerateBlocks().Prepend(document.Root))
        {
            for (Block? at = block.Parent; at is { } parent && parent.Id != BlockId.Root; at = parent.Parent) lines.Append("  ");
            lines.Append(block.IsRoot ? "" : block.Type).Append(": ").Append(block.IsRoot ? "" : block.Text);
            foreach ((string key, RichText text) in block.PropertyTexts) lines.Append(' ').Append(key).Append(":\"").Append(text.Text).Append('"');
            foreach ((string key, PropertyValue value) in block.Properties) lines.Append(' ').Append(key).Append('=').Append(value);
            foreach ((string key, IReadOnlyList<PropertyValue> members) in block.Sets)
                foreach (PropertyValue value in members) lines.Append(' ').Append(key).Append('∋').Append(value);
            foreach ((string key, long sum) in block.Counters) lines.Append(' ').Append(key).Append('#').Append(sum);
            lines.Append('\n');
        }
        return lines.ToString();
    }

    private static string Plain(OracleDocument document)
    {
        var view = new OracleView(document);
        var lines = new StringBuilder();
        var depths = new Dictionary<Key, int> { [Key.Root] = -1 };
        foreach ((Key key, Key parent) in view.Walk(Key.Root).Prepend((Key.Root, Key.Root)))
        {
            OracleBlock block = document.Blocks[key];
            if (key != Key.Root) depths[key] = depths[parent] + 1;
            for (int i = depths[key]; i > 0; i--) lines.Append("  ");
            lines.Append(key == Key.Root ? "" : block.Type).Append(": ").Append(key == Key.Root ? "" : view.RichText(key).Text);
            foreach (string name in view.TextKeys(key))
                if (view.RichText(key, name) is { Length: > 0 } text) lines.Append(' ').Append(name).Append(":\"").Append(text.Text).Append('"');
            foreach (string name in block.Properties.Order(StringComparer.Ordinal))
                if (block.Values(name)[0].Value is { Kind: not PropertyKind.Null } value) lines.Append(' ').Append(name).Append('=').Append(value);
            foreach ((string name, PropertyValue value) in block.Members.OrderBy(member => member.Key, StringComparer.Ordinal).ThenBy(member => member.Value)) lines.Append(' ').Append(name).Append('∋').Append(value);
            foreach (IGrouping<string, long> counter in block.Amounts.GroupBy(amount => amount.Key, amount => amount.Amount).OrderBy(counter => counter.Key, StringComparer.Ordinal))
                if (counter.Aggregate(0L, (sum, amount) => unchecked(sum + amount)) is not 0 and long total) lines.Append(' ').Append(counter.Key).Append('#').Append(total);
            lines.Append('\n');
        }
        return lines.ToString();
    }
}
