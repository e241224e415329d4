using Notion.Crdt.Tests.Documents;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Undo;

/// <summary>
/// Ann does anything and Ben writes, at the same time; then Ann undoes all. What is shown is what Ben's work alone comes to. (Where Ben arranges blocks, too, that is not defined:
/// his verbs mean places among Ann's. Nor where Ann had taken out of the trash what he writes in: that stays out, and so does a block of hers that holds it.)
/// </summary>
public class UndoOfEverythingLeavesWhatTheOtherDid
{
    [Fact]
    public void WhateverAnnDid() => Parallel.For(1, 401, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, seed =>
    {
        List<string> did = [];
        try
        {
            Play(new Random(seed), did);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"seed {seed}: {error.Message}\n{string.Join('\n', did)}", error);
        }
    });

    private static void Play(Random random, List<string> did)
    {
        Document start = Pages.New(1), ann = Pages.New(random.Next(2, 4)), alone = Pages.New(5), ben = Pages.New(random.Next(2) == 0 ? 4 : 1 + 9);
        Edit(start, random, steps: 8, did);
        byte[] common = start.ExportSince(VersionVector.Empty);
        foreach (Document page in new[] { ann, ben, alone }) page.Apply(common);

        using var history = new UndoHistory(ann, new UndoHistoryOptions { GroupingInterval = TimeSpan.Zero });
        did.Add("Ann:");
        Edit(ann, random, steps: 12, did);
        if (did.Skip(did.IndexOf("Ann:")).Any(what => what.StartsWith("restore", StringComparison.Ordinal))) return;
        did.Add("Ben:");
        for (int i = 0; i < 12; i++) Write(ben, random, did);
        byte[] bens = ben.ExportSince(start.Version);
        alone.Apply(bens);
        ann.Apply(bens);
        while (history.CanUndo) history.Undo();
        Assert.Equal(Shown(alone), Shown(ann));
    }

    private static void Edit(Document page, Random random, int steps, List<string> did)
    {
        for (int i = 0; i < steps; i++)
        {
            var person = new Person(page, random) { ChecksLocality = false };
            using Transaction edit = page.Begin();
            person.Act(edit);
            edit.Commit();
            did.AddRange(person.Did);
        }
    }

    private static void Write(Document page, Random random, List<string> did)
    {
        Block[] live = [.. page.EnumerateBlocks()];
        if (live.Length == 0) return;
        Block block = live[random.Next(live.Length)];
        string text = block.Text;
        int offset = random.Next(text.Length + 1);
        if (offset < text.Length && char.IsLowSurrogate(text[offset])) offset++;
        using Transaction edit = page.Begin();
        switch (random.Next(5))
        {
            case 0 or 1: edit.InsertText(block.Id, offset, "ben"); break;
            case 2 when offset < text.Length: edit.DeleteText(block.Id, offset, char.IsHighSurrogate(text[offset]) ? 2 : 1); break;
            case 3: edit.SetProperty(block.Id, "color", random.Next(9)); break;
            default: edit.SetType(block.Id, "ben"); break;
        }
        did.Add($"{block.Id} {offset}");
        edit.Commit();
    }

    /// <summary>Without the values that lost: one of Ann's that lost to Ben's is taken back by nobody, since it does not count.</summary>
    private static string Shown(Document page) => string.Join('\n', page.EnumerateBlocks().Select(block =>
        $"{block.Id} in {block.Parent?.Id} at {block.Index} {block.Type} {block.RichText} {Join(block.Properties)} {Join(block.Counters)} {Join(block.Sets.Select(set => $"{set.Key}: {Join(set.Value)}"))}"));

    private static string Join<T>(IEnumerable<T> items) => string.Join(' ', items.Select(item => $"{item}").Order(StringComparer.Ordinal));
}
