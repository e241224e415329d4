using System.Text;

namespace Notion.Crdt.Tests.Oracle;

/// <summary>
/// An editor's view of a document that is kept up to date by events alone: texts by their steps, the rest by which blocks are said to be concerned. What no
/// event mentions must not have changed.
/// </summary>
internal sealed class Listener
{
    private readonly Document _document;
    private readonly Dictionary<BlockId, Shown> _shown = [];
    private readonly SortedDictionary<string, RichText> _page = new(StringComparer.Ordinal);

    private sealed record Shown(RichText Text, BlockId Parent, string Position, string Type, string Properties, SortedDictionary<string, RichText> Texts)
    {
        public bool Equals(Shown? other) => other is not null
            && Text.Equals(other.Text) && (Parent, Position, Type, Properties) == (other.Parent, other.Position, other.Type, other.Properties) && Texts.SequenceEqual(other.Texts);

        public override int GetHashCode() => Text.GetHashCode();
    }

    public Listener(Document document)
    {
        _document = document;
        foreach (Block block in document.EnumerateBlocks()) _shown[block.Id] = Read(block, block.RichText);
        foreach ((string key, RichText text) in document.Root.PropertyTexts) _page.Add(key, text);
        document.Changed += (_, change) => Take(change);
    }

    public void AssertUpToDate()
    {
        HashSet<BlockId> live = [];
        foreach (Block block in _document.EnumerateBlocks())
        {
            live.Add(block.Id);
            Assert.True(_shown.TryGetValue(block.Id, out Shown? known), $"events: a block is shown, and no event said so\n{block.Id}");
            Assert.True(known == Read(block, block.RichText), $"events: a block changed, and no event said so\n{block.Id} is {Read(block, block.RichText)}, by events {known}");
        }
        Assert.Equal(_document.Root.PropertyTexts, _page);
        foreach (BlockId id in _shown.Keys) Assert.True(live.Contains(id), $"events: a block is no longer shown, and no event said so\n{id}");
    }

    private void Take(DocumentChangedEventArgs change)
    {
        Assert.Equal(change.IsLocal, !change.Update.IsEmpty);
        Assert.Equal(change.Blocks.Count, change.Blocks.Select(block => block.Block).Distinct().Count());
        // What stood under a block that went has gone along or moved, without being listed.
        HashSet<BlockId> gone = [.. change.Blocks.Where(block => block.Kinds.HasFlag(BlockChangeKinds.Deleted)).Select(block => block.Block)];
        List<BlockId> below = [.. _shown.Keys.Where(id => IsUnder(id, gone))];
        foreach (BlockChange block in change.Blocks)
        {
            Assert.NotEqual(BlockChangeKinds.None, block.Kinds);
            Assert.Equal(block.Kinds.HasFlag(BlockChangeKinds.PropertyTexts), block.PropertyTexts.Count > 0);
            if (block.Block == BlockId.Root) Take(block, _page);
            if (block.Block == BlockId.Root) continue;
            Assert.Equal((block.Kinds & (BlockChangeKinds.Text | BlockChangeKinds.Marks)) != 0, block.Text.Count > 0);
            if (block.Kinds.HasFlag(BlockChangeKinds.Deleted)) Assert.False(_document.GetBlock(block.Block).IsLive);
            else if ((block.Kinds & (BlockChangeKinds.Created | BlockChangeKinds.Restored)) == 0) Change(_document.GetBlock(block.Block), block);
        }
        foreach (BlockId id in below)
        {
            Block block = _document.GetBlock(id);
            if (block.IsLive) _shown[id] = Read(block, block.RichText);
            else _shown.Remove(id);
        }
        foreach (BlockChange block in change.Blocks)
            if ((block.Kinds & (BlockChangeKinds.Created | BlockChangeKinds.Restored)) != 0) Appear(_document.GetBlock(block.Block));
    }

    private bool IsUnder(BlockId id, HashSet<BlockId> gone)
    {
        for (; _shown.TryGetValue(id, out Shown? shown); id = shown.Parent)
            if (gone.Contains(id)) return true;
        return false;
    }

    private void Appear(Block block)
    {
        _shown[block.Id] = Read(block, block.RichText);
        foreach (Block child in block.Children)
            if (!_shown.ContainsKey(child.Id)) Appear(child);
    }

    private void Change(Block block, BlockChange change)
    {
        Assert.True(_shown.TryGetValue(block.Id, out Shown? known), $"events: a block changed of which no event had said that it is shown\n{block.Id}");
        RichText text = known.Text;
        Assert.True(
            change.Text.Aggregate((Length: text.Length, Fits: true), static (at, edit) => (at.Length - edit.Removed + edit.Inserted.Length, at.Fits && edit.Offset + edit.Removed <= at.Length)).Fits,
            $"events: a step lies outside the text\n{block.Id} \"{text}\" to \"{block.Text}\": {string.Join(", ", change.Text)}");
        foreach (TextEdit edit in change.Text) text = Take(text, edit);
        Take(change, known.Texts);
        Shown now = Read(block, text) with { Texts = known.Texts };
        if (!change.Kinds.HasFlag(BlockChangeKinds.Moved)) now = now with { Parent = known.Parent, Position = known.Position };
        if (!change.Kinds.HasFlag(BlockChangeKinds.Properties)) now = now with { Type = known.Type, Properties = known.Properties };
        _shown[block.Id] = now;
    }

    private static RichText Take(RichText text, TextEdit edit)
    {
        Assert.True(edit.Marked == 0 || (edit.Removed == 0 && edit.Inserted.Length == 0), "A step either exchanges text or marks it.");
        RichText rest = text.Slice(edit.Offset + edit.Removed, text.Length - edit.Offset - edit.Removed);
        if (edit.Marked == 0) return text.Slice(0, edit.Offset) + RichText.From(edit.Inserted, edit.Marks) + rest;
        Assert.DoesNotContain(edit.Marks, text.Slice(edit.Offset, edit.Marked).Select(run => run.Marks));
        return text.Slice(0, edit.Offset) + RichText.From(rest.Text[..edit.Marked], edit.Marks) + rest.Slice(edit.Marked, rest.Length - edit.Marked);
    }

    private static void Take(BlockChange change, SortedDictionary<string, RichText> texts)
    {
        foreach (PropertyTextChange property in change.PropertyTexts)
        {
            RichText text = property.Edits.Aggregate(texts.GetValueOrDefault(property.Key, RichText.Empty), Take);
            if (text.Length > 0) texts[property.Key] = text;
            else texts.Remove(property.Key);
        }
    }

    private static Shown Read(Block block, RichText text) => new(
        text, block.Parent?.Id ?? default, block.Position, block.Type,
        Rendering.AppendValues(new StringBuilder(), block, texts: false).ToString(), new(block.PropertyTexts.ToDictionary(), StringComparer.Ordinal));
}
