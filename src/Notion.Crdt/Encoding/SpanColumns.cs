namespace Notion.Crdt;

/// <summary>The two columns that hold all text: the spans, and their characters.</summary>
/// <remarks>
/// A span is written as flags, then what the flags do not say: replica, counter, length or block, left and right origin. Most spans of a text that one
/// person wrote have both neighbours as origins, and cost three bytes. Neighbours that are one run are written as one span, however the tree holds them.
/// </remarks>
internal sealed class SpanColumns(DocumentState state, int[] replicaNumbers, int[] blockNumbers)
{
    internal const int KindBits = 7, Deleted = 8, SameReplica = 16, LeftIsPrevious = 32, RightIsNone = 64, RightAsBefore = 128;

    private ColumnWriter _spans = new();
    private ColumnWriter _text = new();
    private Span _open;
    private ElementId _previous = ElementId.None;
    private ElementId _rightBefore = ElementId.None;
    private readonly List<(int Replica, int Content, int Units)> _openText = [];

    public ReadOnlySpan<byte> Spans => _spans.Written;

    public ReadOnlySpan<byte> Text => _text.Written;

    /// <summary>Writes the sequences of the blocks, in the order of the blocks.</summary>
    public void Write(List<BlockNode> blocks)
    {
        SpanTree tree = state.Sequences.Tree;
        foreach (BlockNode block in blocks)
        {
            if (!block.IsHead) continue;
            Add(tree[block.Boundary]);
            for (int span = tree.Next(block.Boundary); span >= 0 && tree[span].Kind != SpanKind.Head; span = tree.Next(span)) Add(tree[span]);
        }
        Close();
    }

    private void Add(in Span span)
    {
        if (_open.IsText && _open.Length > 0 && span.Kind == _open.Kind && span.Deleted == _open.Deleted && span.Replica == _open.Replica
            && span.Counter == _open.End && span.Left == _open.Last && span.Right == _open.Right)
        {
            _open.Length += span.Length;
        }
        else
        {
            Close();
            _open = span;
        }
        if (span.IsText) _openText.Add((span.Replica, span.Content, span.Units));
    }

    private void Close()
    {
        if (_open.Length == 0) return;
        bool head = _open.Kind == SpanKind.Head;
        int flags = (int)_open.Kind | (_open.Deleted ? Deleted : 0) | (_open.Replica == _previous.Replica ? SameReplica : 0);
        if (!head)
        {
            if (_open.Left == _previous) flags |= LeftIsPrevious;
            if (_open.Right.IsNone) flags |= RightIsNone;
            else if (_open.Right == _rightBefore) flags |= RightAsBefore;
        }
        _spans.Write(flags);
        if ((flags & SameReplica) == 0) _spans.Write(replicaNumbers[_open.Replica]);
        _spans.WriteSigned((long)_open.Counter - _previous.Counter);
        _spans.Write(_open.IsText ? _open.Length : blockNumbers[_open.Content]);
        if (!head && (flags & LeftIsPrevious) == 0) Write(_open.Left);
        if (!head && (flags & (RightIsNone | RightAsBefore)) == 0) Write(_open.Right);
        foreach ((int replica, int content, int units) in _openText) _text.WriteText(state.Replicas[replica].Text.Slice(content, units));
        _openText.Clear();
        _previous = _open.Last;
        if (!head) _rightBefore = _open.Right;
        _open = default;
    }

    private void Write(ElementId element)
    {
        _spans.Write(replicaNumbers[element.Replica]);
        _spans.WriteSigned((long)element.Counter - _open.Counter);
    }
}
