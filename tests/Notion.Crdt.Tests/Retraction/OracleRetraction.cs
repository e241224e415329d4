using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Retraction;

/// <summary>What docs/compaction.md says of dependence, from the bytes alone: which changes go, and what the operations of the others show.</summary>
internal sealed class OracleRetraction
{
    private readonly HashSet<Key> _made = [];           // by what was dropped: elements, blocks, marks
    private readonly HashSet<Key> _nowhere = [];        // of these, what has no place without it
    private readonly HashSet<Key> _erased = [];

    /// <param name="changes">All changes of a document, in an order in which they can be applied.</param>
    /// <param name="retracted">The one that is taken back.</param>
    /// <param name="own">Those that depend on it if any does.</param>
    public OracleRetraction(IEnumerable<OracleChange> changes, OracleChange retracted, IReadOnlyCollection<OracleChange> own)
    {
        var without = new OracleDocument();
        var erased = new List<Key>();
        foreach (OracleChange change in changes)
        {
            bool isDropped = change == retracted || (own.Contains(change) && change.Ops.Any(Depends));
            if (isDropped)
            {
                Dropped.Add(new OpId(new ReplicaId(change.Replica), change.First));
                foreach (OracleOp op in change.Ops) Drop(op);
            }
            without.Apply([change with { Ops = [.. isDropped ? change.Ops.SelectMany(OnlyPlaces) : change.Ops.SelectMany(WithoutTheDropped)] }]);
        }
        foreach (Key key in _made)
            if (without.Elements.TryGetValue(key, out Element? element)) element.Erasures = int.MaxValue;
        Document = without;
    }

    public List<OpId> Dropped { get; } = [];

    public OracleDocument Document { get; }

    private static IEnumerable<Key> Ids(OracleOp op) =>
        op is InsertOp insert ? insert.Text.EnumerateRunes().Select((_, i) => op.Id with { Counter = op.Id.Counter + i }) : [op.Id];

    private static IEnumerable<Key> Range(EraseOp op) => Enumerable.Range(op.First.Counter, op.Count).Select(counter => op.First with { Counter = counter });

    private bool Depends(OracleOp op) => op switch
    {
        CreateOp create => _made.Contains(create.Parent),
        TextOp text => _made.Contains(text.Block),
        SplitOp split => _made.Contains(split.Parent) || _made.Contains(split.Left),
        PlaceOp place => _made.Contains(place.Block) || _made.Contains(place.Parent),
        InsertOp insert => _made.Contains(insert.Left),
        EraseOp { Change: < 0 } restore => Range(restore).Any(key => _made.Contains(key) || _erased.Contains(key)),
        PropertyOp property => _made.Contains(property.Block),
        TypeOp type => _made.Contains(type.Block),
        SetOp set => _made.Contains(set.Block),
        IncrementOp increment => _made.Contains(increment.Block),
        MarkOp mark => _made.Contains(mark.Start) || (mark.End is { } end && _made.Contains(end)),
        SwitchOp change => change.Active && _made.Contains(change.Mark),
        _ => false,
    };

    private void Drop(OracleOp op)
    {
        foreach (Key id in Ids(op)) _made.Add(id);
        if (op is EraseOp { Change: > 0 } erase) _erased.UnionWith(Range(erase));
        if (op is CreateOp or TextOp || (op is InsertOp insert && _nowhere.Contains(insert.Left)) || (op is SplitOp split && _nowhere.Contains(split.Left))) _nowhere.UnionWith(Ids(op));
    }

    /// <summary>What holds the places of text: characters stay as erased ones, and boundaries become such.</summary>
    private IEnumerable<OracleOp> OnlyPlaces(OracleOp op) => _nowhere.Contains(op.Id) ? [] : op switch
    {
        InsertOp => [op],
        SplitOp split => [new InsertOp(op.Id, split.Left, split.Right, "x")],
        _ => [],
    };

    private IEnumerable<OracleOp> WithoutTheDropped(OracleOp op) => op switch
    {
        EraseOp erase => Range(erase).Where(key => !_made.Contains(key)).Select(key => erase with { First = key, Count = 1 }),
        DeleteOp delete => _made.Contains(delete.Block) ? [] : [_made.Contains(delete.OldParent) ? delete with { OldParent = Key.Root } : delete],
        SwitchOp change => _made.Contains(change.Mark) ? [] : [op],
        _ => [op],
    };
}
