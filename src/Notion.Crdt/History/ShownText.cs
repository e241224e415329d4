namespace Notion.Crdt;

/// <summary>The text that a block shows, as runs of element ids that mean the same in every document.</summary>
internal sealed class ShownText
{
    private readonly DocumentState _state;

    private readonly BlockNode? _block;

    /// <param name="state">The document.</param>
    /// <param name="block">The block, or the text of a property; null for no text.</param>
    public ShownText(DocumentState state, BlockNode? block)
    {
        _state = state;
        _block = block;
        if (block is null || block.IsFixed) return;
        var pieces = new List<BlockNode>();
        state.Arrangement.CollectPieces(block, pieces);
        SpanTree tree = state.Sequences.Tree;
        foreach (BlockNode piece in pieces)
        {
            for (int span = tree.Next(piece.Boundary); span >= 0; span = tree.Next(span))
            {
                ref Span item = ref tree[span];
                if (item.IsBoundary && tree.IsActive(span)) break;
                if (item.IsText && !item.Deleted) Add(item);
            }
        }
    }

    public List<ShownRun> Runs { get; } = [];

    /// <summary>UTF-16 units of the whole.</summary>
    public int Length { get; private set; }

    public RichText ReadRich() => _block is null ? RichText.Empty : new RichTextReader(_state).Read(_block);

    public string Read() => string.Create(Length, this, static (text, shown) =>
    {
        foreach (ShownRun run in shown.Runs) shown._state.Replicas[run.Replica].Text.Slice(run.Content, run.Units).CopyTo(text[run.Offset..]);
    });

    private void Add(in Span item)
    {
        long id = _state.Replicas[item.Replica].Id.Value;
        int units = (int)item.Kind;
        if (Runs.Count > 0 && Runs[^1] is var last && last.ReplicaId == id && last.Counter + last.Length == item.Counter && last.UnitsEach == units
            && last.Content + last.Units == item.Content)
            Runs[^1] = last with { Length = last.Length + item.Length };
        else
            Runs.Add(new ShownRun(id, item.Replica, item.Counter, item.Length, units, item.Content, Length));
        Length += item.Units;
    }
}

/// <summary>Characters with consecutive ids.</summary>
/// <param name="ReplicaId">Who inserted them.</param>
/// <param name="Replica">The same, by dense number in its document.</param>
/// <param name="Counter">Counter of the first.</param>
/// <param name="Length">How many.</param>
/// <param name="UnitsEach">UTF-16 units of each.</param>
/// <param name="Content">Where they lie in the replica's arena.</param>
/// <param name="Offset">Where they stand in the text.</param>
internal readonly record struct ShownRun(long ReplicaId, int Replica, int Counter, int Length, int UnitsEach, int Content, int Offset)
{
    public int Units => Length * UnitsEach;
}
