namespace Notion.Crdt;

/// <summary>Which changes go when some are taken back, which of the others have to be made again, and which go along because they build on what goes.</summary>
/// <remarks>
/// <para>The numbers of a replica have no gaps, and a change is applied only after all that its author had seen. So every change with a retracted one in its causal past has to leave the document
/// (<see cref="Kept"/> ends before it), and comes back under a new number.</para>
/// <para>That is bookkeeping, not meaning. A change <em>depends</em> on another if it refers to what that one made as the place or the object of what it adds: text behind its characters, blocks and
/// moves under its blocks, splits in its text, values and marks on what it made, switches of its marks; and if it brings back what that one erased. What takes something of it away does not
/// depend on it: without it, it is gone as well. Dependence is between whole changes, since a change applies whole or not at all.</para>
/// <para>O(h) for the h changes applied since the first that goes, times the logarithm of what each replica has seen.</para>
/// </remarks>
internal sealed class Dependents
{
    private readonly DocumentState _state;
    private readonly HashSet<(int Replica, int Change)> _dropped = [];
    private readonly List<(ElementId First, int Count)> _erased = [];
    private readonly UpdateDecoder _decoder = new();

    public Dependents(DocumentState state, IEnumerable<OpId> retracted)
    {
        _state = state;
        HashSet<(int Replica, int Change)> seeds = [];
        foreach (OpId operation in retracted) seeds.Add(Locate(operation));
        int[] cut = new int[state.Replicas.Count];
        Array.Fill(cut, int.MaxValue);
        var cutReplicas = new List<int>();
        foreach ((int Replica, int Change) at in state.History)
        {
            ReplicaState replica = state.Replicas[at.Replica];
            int first = replica.Changes.FirstCounter(at.Change);
            if (cut[at.Replica] == int.MaxValue)
            {
                if (!seeds.Contains(at) && !cutReplicas.Exists(other => other != at.Replica && replica.Knowledge.SeenAt(first, other) > cut[other])) continue;
                cut[at.Replica] = first;
                cutReplicas.Add(at.Replica);
            }
            Leaving.Add(at);
        }
        Kept = VersionVector.From(Enumerable.Range(0, cut.Length).Select(i => KeyValuePair.Create(state.Replicas[i].Id, Math.Min(cut[i], state.Replicas[i].End))));
    }

    /// <summary>The largest closed version without the retracted changes.</summary>
    public VersionVector Kept { get; }

    /// <summary>The changes that this version lacks, in the order in which they were applied.</summary>
    public List<(int Replica, int Change)> Leaving { get; } = [];

    /// <summary>The change goes, and with it what depends on it.</summary>
    public void Drop((int Replica, int Change) at)
    {
        _dropped.Add(at);
        foreach (DecodedOp op in Ops(at))
            if (op.Kind == OpKind.Erase) _erased.Add((Element(op.Target), op.Length));
    }

    /// <summary>Whether the change builds on one that was dropped. Changes are asked about in the order in which they were applied.</summary>
    public bool IsDependent((int Replica, int Change) at)
    {
        foreach (DecodedOp op in Ops(at))
            if (IsDependent(op)) return true;
        return false;
    }

    /// <summary>Whether the element, block or mark was made by a change that was dropped.</summary>
    public bool IsDropped(ElementId made) => _dropped.Contains((made.Replica, _state.Replicas[made.Replica].Changes.IndexFrom(made.Counter + 1) - 1));

    /// <summary>The change that an operation is part of.</summary>
    /// <exception cref="ArgumentException">The document has none such, or has let go of it.</exception>
    public (int Replica, int Change) Locate(OpId operation)
    {
        ReplicaState? replica = _state.Replicas.Find(operation.Replica.Value);
        int at = replica is null || operation.Counter >= replica.End ? -1 : replica.Changes.IndexFrom(operation.Counter + 1) - 1;
        return at >= 0 ? (replica!.Index, at) : throw new ArgumentException($"The document has no change with the operation {operation}, or has let go of it.", nameof(operation));
    }

    private Rows<DecodedOp> Ops((int Replica, int Change) at)
    {
        _decoder.Decode(_state.Replicas[at.Replica].Changes.Update(at.Change).Span);
        return _decoder.Ops;
    }

    private bool IsDependent(in DecodedOp op) => op.Kind switch
    {
        OpKind.Insert => Is(op.Target),
        OpKind.Erase or OpKind.Delete => false,
        OpKind.Restore => BringsBack(Element(op.Target), op.Length),
        OpKind.Create => Is(op.Other),
        OpKind.Split => Is(op.Other) || Is(op.Left),
        OpKind.Switch => op.Length == 1 && Is(op.Target),
        >= OpKind.FirstUnknown => true,                 // nobody here can tell
        _ => Is(op.Target) || Is(op.Other),
    };

    private bool Is(Ref reference) => reference.IsOperation && IsDropped(Element(reference));

    private bool BringsBack(ElementId first, int count)
    {
        for (int i = 0; i < count; i++)
            if (IsDropped(first with { Counter = first.Counter + i })) return true;
        return _erased.Exists(erased => erased.First.Replica == first.Replica && erased.First.Counter < first.Counter + count && first.Counter < erased.First.Counter + erased.Count);
    }

    private ElementId Element(Ref reference) => new(_state.Replicas.Find(reference.Replica)!.Index, reference.Counter);
}
