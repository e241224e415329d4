namespace Notion.Crdt;

/// <summary>Texts of properties: each is compared as a whole with what it was when it was first touched.</summary>
internal sealed partial class ChangeTracker
{
    private readonly Dictionary<(BlockNode Owner, string Key), RichText> _fields = [];

    /// <summary>The text of a property is about to change.</summary>
    public void TouchField(BlockNode owner, string key)
    {
        if (!_fields.ContainsKey((owner, key))) _fields.Add((owner, key), TextOf(owner, key));
    }

    /// <summary>As <see cref="TouchField"/>, for the text of a property in which an element is.</summary>
    public void TouchFieldAt(ElementId element)
    {
        BlockNode field = state.Arrangement.RegionAt(state.Sequences.FindSpan(element));
        TouchField(field.Parent!, field.Type);
    }

    private void AddFields(List<BlockChange> changes)
    {
        foreach (((BlockNode owner, string key), RichText before) in _fields.OrderBy(field => field.Key.Key, StringComparer.Ordinal))
        {
            if (!owner.IsFixed && !IsShown(owner)) continue;
            var edits = new List<TextEdit>();
            if (RichTextDiff.Between(before, TextOf(owner, key), edits) == BlockChangeKinds.None) continue;
            int at = changes.FindIndex(change => change.Block == owner.Id);
            BlockChange change = at >= 0 ? changes[at] : new BlockChange(owner.Id, BlockChangeKinds.None, [], []);
            if ((change.Kinds & (BlockChangeKinds.Created | BlockChangeKinds.Restored)) != 0) continue;
            change = change with { Kinds = change.Kinds | BlockChangeKinds.PropertyTexts, PropertyTexts = [.. change.PropertyTexts, new PropertyTextChange(key, edits)] };
            if (at >= 0) changes[at] = change;
            else changes.Add(change);
        }
    }

    private RichText TextOf(BlockNode owner, string key) => owner.FindField(key) is { } field ? TextOf(field) : RichText.Empty;
}
