using System.Runtime.InteropServices;

namespace Notion.Crdt;

/// <summary>Makes the base of the next generation: what a document shows, and the ids of it, without what nobody sees any more.</summary>
/// <remarks>
/// <para>It is a function of the document's changes and the options alone, so that all who start a generation at one version get the same bytes.</para>
/// <para>Everybody who writes in a generation has seen all of its base (<see cref="ReplicaState.BaseEnd"/> says so to <see cref="Knowledge"/>). So no two operations in it are concurrent any more,
/// and nothing will come between its elements that does not name them: blocks are placed where they stand, and neighbours are those that <see cref="NeighbourGuess"/> tells from the places.</para>
/// <para>O(n log n) in the size of the state.</para>
/// </remarks>
internal sealed class GenerationBuilder
{
    private readonly DocumentState _old;
    private readonly DocumentState _new = new();
    private readonly Survivors _survivors;
    private readonly int[] _replicas;                   // by old index
    private readonly BlockNode?[] _blocks;              // likewise
    private readonly Dictionary<int, (ElementId Before, ElementId After)> _dropped = [];    // by old span: the elements on both sides that are kept

    private GenerationBuilder(DocumentState old, GenerationOptions options)
    {
        _old = old;
        _survivors = new Survivors(old, options);
        _replicas = new int[old.Replicas.Count];
        _blocks = new BlockNode?[old.Blocks.NextIndex];
    }

    /// <summary>The state with which the next generation begins, in a document without history.</summary>
    /// <param name="old">The document, its archive unpacked.</param>
    /// <param name="options">What is left behind.</param>
    public static DocumentState Build(DocumentState old, GenerationOptions options)
    {
        var builder = new GenerationBuilder(old, options);
        builder.CopyReplicas();
        builder.CopyBlocks();
        builder.CopyText();
        builder.PlaceBlocks();
        builder.CopyValues();
        builder.CopyMarks();
        DocumentState made = builder._new;
        made.Commit();
        made.Clock = old.Clock;
        made.Extras = new SnapshotExtras { Id = old.Extras.Id };
        made.Generation = new Generation(old.Generation.Number + 1, new StateColumns(made).Write().Hash());
        return made;
    }

    private void CopyReplicas()
    {
        for (int i = 0; i < _replicas.Length; i++)
        {
            ReplicaState replica = _old.Replicas[i];
            if (replica.End == 0) continue;
            ReplicaState copy = _new.Replicas.GetOrAdd(replica.Id);
            _replicas[i] = copy.Index;
            (copy.End, copy.BaseEnd, copy.Time) = (replica.End, replica.End, replica.Time);
            foreach (AuthorSteps.Step step in replica.Authors.Steps) copy.Authors.Note(step.Counter, step.Author);
        }
    }

    private void CopyBlocks()
    {
        _blocks[_old.Blocks.Root.Index] = _new.Blocks.Root;
        _blocks[_old.Blocks.Trash.Index] = _new.Blocks.Trash;
        for (int i = 0; i < _blocks.Length; i++)
        {
            BlockNode block = _old.Blocks[i];
            if (!_survivors.Has(block)) continue;
            BlockNode copy = _blocks[i] ??= _new.AddBlock(Map(block.Created), block.Type, block.CreatedBy);
            if (!block.IsFixed) copy.TypeStamp = Map(block.TypeStamp);
            if (_old.Blocks.UuidOf(block) is { } uuid) _new.Blocks.AddImport(uuid, copy);
            copy.Properties = Array.ConvertAll(block.Properties, Map);
        }
    }

    private void CopyText()
    {
        SpanTree tree = _old.Sequences.Tree;
        var spans = new List<Span>();
        var gap = new List<int>();                      // dropped spans since the last kept one
        var last = ElementId.None;                      // the last kept one of the sequence
        bool keepsRegion = false;
        for (int span = tree.First; span >= 0; span = tree.Next(span))
        {
            ref Span item = ref tree[span];
            if (item.Kind == SpanKind.Head)
            {
                Close(ElementId.None);
                last = ElementId.None;
            }
            if (item.IsBoundary && tree.IsActive(span)) keepsRegion = _survivors.Has(_old.Blocks[item.Content]);
            bool isKept = item.IsText ? !item.Deleted && keepsRegion : _survivors.Has(_old.Blocks[item.Content]);
            if (isKept)
            {
                Close(Map(item.First));
                Add(spans, item);
                last = spans[^1].Last;
            }
            else
            {
                gap.Add(span);
                _dropped.Add(span, (last, ElementId.None));
            }
        }
        Close(ElementId.None);
        Enter(spans);

        void Close(ElementId after)
        {
            foreach (int span in gap) CollectionsMarshal.GetValueRefOrNullRef(_dropped, span).After = after;
            gap.Clear();
        }
    }

    private void Add(List<Span> spans, in Span item)
    {
        ReplicaState replica = _new.Replicas[_replicas[item.Replica]];
        int content = item.IsText ? replica.Text.Append(_old.Replicas[item.Replica].Text.Slice(item.Content, item.Units)) : _blocks[item.Content]!.Index;
        if (item.IsText && spans.Count > 0)
        {
            ref Span last = ref CollectionsMarshal.AsSpan(spans)[^1];
            if (last.Kind == item.Kind && last.Replica == replica.Index && last.End == item.Counter)
            {
                last.Length += item.Length;
                return;
            }
        }
        spans.Add(new Span { Replica = replica.Index, Counter = item.Counter, Length = item.Length, Kind = item.Kind, Content = content, Left = ElementId.None, Right = ElementId.None });
    }

    private void Enter(List<Span> spans)
    {
        var all = new ChunkedArray<Span>(SpanTree.SpanChunkBits);
        all.Extend(spans.Count);
        for (int i = 0; i < spans.Count; i++) all[i] = spans[i];
        new NeighbourGuess(_new.Replicas).Fill(all);
        _new.Sequences.Build(all);
        int[] order = [.. Enumerable.Range(0, spans.Count)];
        Array.Sort(order, (left, right) => (spans[left].Replica, spans[left].Counter).CompareTo((spans[right].Replica, spans[right].Counter)));
        foreach (int span in order)
        {
            _new.Replicas[spans[span].Replica].Elements.Add(spans[span].Counter, span);
            if (!spans[span].IsBoundary) continue;
            BlockNode block = _new.Blocks[spans[span].Content];
            block.Boundary = span;
            block.IsHead = spans[span].Kind == SpanKind.Head;
        }
    }

    /// <summary>Places each block where it stands: what concurrency had led to becomes what is meant.</summary>
    private void PlaceBlocks()
    {
        var placements = new List<Placement>();
        for (int i = 0; i < _blocks.Length; i++)
        {
            BlockNode block = _old.Blocks[i];
            if (block.IsFixed || _blocks[i] is not { } copy) continue;
            if (block.IsField)
            {
                _new.Blocks.FieldCount++;
                _new.Stand(copy, _blocks[block.Parent!.Index]!);
                continue;
            }
            Stamp stamp = Map(block.Placed!.Stamp);
            BlockNode parent = _blocks[block.Parent!.Index]!;
            placements.Add(parent == _new.Blocks.Trash
                ? new Placement(stamp, copy, parent, block.Position, PlacementKind.Child) { OldParent = _new.Blocks.Root, OldPosition = block.Position }
                : new Placement(stamp, copy, parent, block.Position, _old.Arrangement.Role(block)));
        }
        placements.Sort((left, right) => _new.Replicas.Compare(left.Stamp, right.Stamp));
        var touched = new HashSet<BlockNode>(placements.Count);
        foreach (Placement placement in placements)
        {
            _new.NotePlacement(placement);
            _new.Placements.Append(placement);
            touched.Add(placement.Block);
        }
        if (touched.Count > 0) _new.Arrangement.Update(touched);
    }

    private void CopyValues()
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            if (_blocks[i] is not { } copy || _old.Values.Find(_old.Blocks[i]) is not { } values) continue;
            foreach ((string key, PropertyRegister[] losing) in values.Losing) _new.Values.SetLosing(copy, key, Array.ConvertAll(losing, Map));
            foreach ((string key, Dictionary<PropertyValue, Stamp[]> members) in values.Sets)
                foreach ((PropertyValue value, Stamp[] adds) in members) _new.Values.SetAdds(copy, key, value, Array.ConvertAll(adds, Map));
            foreach ((string key, long sum) in values.Counters) _new.Values.Increment(copy, key, sum);
        }
    }

    /// <summary>Marks that are on and cover something. An anchor beside an element that goes moves to the next that stays, on the side it is open to: what is typed there is marked as before.</summary>
    private void CopyMarks()
    {
        foreach (int mark in _old.Marks.InOrder())
        {
            Mark item = _old.Marks[mark];
            if (item.IsOff) continue;
            MarkAnchor start = Map(item.Start), end = item.End.IsEnd ? item.End : Map(item.End);
            if (!start.IsEnd && CoversText(start, end)) _new.Marks.Add(Map(item.Stamp), start, end, _old.Marks.KeyOf(mark), item.Value);
        }
    }

    /// <summary>The anchor in the new text; the end of the sequence where nothing is left behind it.</summary>
    private MarkAnchor Map(MarkAnchor anchor)
    {
        int span = _old.Sequences.FindSpan(anchor.Element);
        if (!_dropped.TryGetValue(span, out (ElementId Before, ElementId After) kept)) return anchor with { Element = Map(anchor.Element) };
        ElementId element = anchor.After ? kept.Before : kept.After;
        return element.IsNone ? MarkAnchor.End : anchor with { Element = element };
    }

    private bool CoversText(MarkAnchor start, MarkAnchor end)
    {
        if (!_new.Marks.IsRange(start, end)) return false;
        Sequences sequences = _new.Sequences;
        int span = sequences.FindSpan(start.Element), from = start.Element.Counter - sequences.Tree[span].Counter + (start.After ? 1 : 0);
        while (span >= 0 && (from == sequences.Tree[span].Length || !sequences.Tree[span].IsText))
        {
            span = sequences.Tree.Next(span);
            from = 0;
            if (span >= 0 && sequences.Tree[span].Kind == SpanKind.Head) return false;
        }
        return span >= 0 && sequences.Compare(new MarkAnchor(new ElementId(sequences.Tree[span].Replica, sequences.Tree[span].Counter + from), false), end) < 0;
    }

    private ElementId Map(ElementId element) => new(_replicas[element.Replica], element.Counter);

    private Stamp Map(Stamp stamp) => stamp with { Replica = _replicas[stamp.Replica] };

    private PropertyRegister Map(PropertyRegister register) => new() { Key = register.Key, Value = register.Value, Stamp = Map(register.Stamp) };
}
