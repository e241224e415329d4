namespace Notion.Crdt;

/// <summary>Applies what others did. An update takes effect whole or not at all; what it depends on and has not arrived is waited for.</summary>
internal sealed class Merger(DocumentState state, DecodeLimits limits)
{
    private readonly UpdateDecoder _decoder = new();
    private readonly PendingChanges _pending = new();
    private readonly List<Placement> _placements = [];
    private readonly List<byte[]> _waiting = [];        // each an update of one change
    private long _waitingBytes;
    private readonly List<ReplicaState> _advanced = [];

    public PendingChanges Pending => _pending;

    public ApplyResult Apply(ReadOnlySpan<byte> update)
    {
        if (update.Length > limits.MaxBytes) throw TooLarge(update.Length, limits.MaxBytes);
        int applied = 0, known = 0;
        _waiting.Clear();
        _waitingBytes = 0;
        _advanced.Clear();
        try
        {
            // One change at a time: what an update takes to apply does not grow with its length, but for the way back.
            for (_decoder.Open(update); _decoder.TryNext(update);)
            {
                ref DecodedChange change = ref _decoder.Changes[0];
                switch (Classify(change, update))
                {
                    case ChangeState.Ready: ApplyChange(change, update); applied++; break;
                    case ChangeState.Known: known++; break;
                    default: SetAside(update[change.Start..change.ByteEnd]); break;
                }
            }
        }
        catch
        {
            _placements.Clear();
            state.Rollback();
            throw;
        }
        state.Commit();
        int refused = 0, waiting = 0;
        (long Replica, int FirstCounter)[] late = _waiting.Count == 0 ? [] : [.. _waiting.Select(Wait)];
        if (_pending.Count > 0) applied += ApplyPending(ref refused);
        state.Place(_placements);                       // in the journal of none: what is in effect follows from what was committed
        foreach ((long replica, int firstCounter) in late)
            if (_pending.Find(replica, firstCounter) is not null) waiting++;
        return new ApplyResult(applied, known, waiting, refused);
    }

    public IReadOnlyList<ChangeHeader> Inspect(ReadOnlySpan<byte> update)
    {
        if (update.Length > limits.MaxBytes) throw TooLarge(update.Length, limits.MaxBytes);
        _decoder.Decode(update);
        var headers = new List<ChangeHeader>(_decoder.Changes.Count);
        var reached = new Dictionary<ReplicaId, (int End, HlcTimestamp Time)>();
        foreach (DecodedChange change in _decoder.Changes) headers.Add(Header(change, update, reached));
        return headers;
    }

    /// <summary>The header of a change, as if those before it in the update had been applied: what they reach is noted.</summary>
    private ChangeHeader Header(in DecodedChange change, ReadOnlySpan<byte> update, Dictionary<ReplicaId, (int End, HlcTimestamp Time)> reached)
    {
        ChangeState changeState = Classify(change, update);
        (int end, HlcTimestamp time) = Reached(change.Replica);
        HlcTimestamp? stamp = null;
        var dependencies = new List<KeyValuePair<ReplicaId, int>>();
        bool complete = end == change.FirstCounter;
        for (int i = change.FirstDependency; i < change.DependencyEnd; i++)
        {
            (ReplicaId replica, int needed) = _decoder.Dependencies[i];
            dependencies.Add(new(replica, needed));
            complete &= Reached(replica).End >= needed;
        }
        if (changeState == ChangeState.Known)
        {
            if (change.End >= state.Cut[change.Replica].End) stamp = state.TimeBefore(state.Replicas.Find(change.Replica.Value)!, change.End);
        }
        else if (end == change.FirstCounter)
        {
            if (!change.TryTime(time, out HlcTimestamp own)) throw BadTime();
            stamp = own;
            changeState = complete ? ChangeState.Ready : ChangeState.Waiting;
            if (complete) reached[change.Replica] = (change.End, own);
        }
        return new ChangeHeader(
            change.Replica, change.FirstCounter, change.End - change.FirstCounter, stamp, change.Author, changeState, VersionVector.From(dependencies));

        (int End, HlcTimestamp Time) Reached(ReplicaId replica)
        {
            if (reached.TryGetValue(replica, out (int End, HlcTimestamp Time) at)) return at;
            ReplicaState? known = state.Replicas.Find(replica.Value);
            return (known?.End ?? 0, known?.Time ?? default);
        }
    }

    private ChangeState Classify(in DecodedChange change, ReadOnlySpan<byte> update)
    {
        RequireGeneration(change);
        int end = state.Replicas.Find(change.Replica.Value)?.End ?? 0;
        ReadOnlySpan<byte> bytes = update[change.Start..change.ByteEnd];
        int cut = state.Cut[change.Replica].End;
        if (change.FirstCounter < cut) return change.End <= cut ? ChangeState.Known : throw Conflict(change);
        if (change.FirstCounter < end)
        {
            ReplicaState replica = state.Replicas.Find(change.Replica.Value)!;
            if (state.Archive.Holds(replica, change.FirstCounter)) state.Archive.Unpack(state);
            ChangeList changes = replica.Changes;
            int at = changes.IndexFrom(change.FirstCounter);
            if (at == changes.Count || changes.FirstCounter(at) != change.FirstCounter || !changes.Change(at).SequenceEqual(bytes)) throw Conflict(change);
            return ChangeState.Known;
        }
        if (change.FirstCounter == end && FirstMissing(change) is null) return ChangeState.Ready;
        if (_pending.Find(change.Replica.Value, change.FirstCounter) is { } waiting && !waiting.AsSpan(ChangeList.UpdatePrefix.Length).SequenceEqual(bytes))
            throw Conflict(change);
        return ChangeState.Waiting;
    }

    /// <summary>Whoever writes in another generation refers to other elements.</summary>
    private void RequireGeneration(in DecodedChange change)
    {
        if (change.Generation == state.Generation && (state.Generation.IsFirst || change.FirstCounter == 0)) return;
        int inBase = state.Replicas.Find(change.Replica.Value)?.BaseEnd ?? 0;
        if (inBase > change.FirstCounter || (inBase == 0 && change.FirstCounter > 0)) return;
        throw state.Cut.Trimmed(change.Generation.Number > state.Generation.Number ? "The change was made in a later generation of the document" : "The change was made in another generation of the document");
    }

    private Dependency? FirstMissing(in DecodedChange change)
    {
        if ((state.Replicas.Find(change.Replica.Value)?.End ?? 0) < change.FirstCounter) return new Dependency(change.Replica, change.FirstCounter);
        for (int i = change.FirstDependency; i < change.DependencyEnd; i++)
        {
            Dependency dependency = _decoder.Dependencies[i];
            if ((state.Replicas.Find(dependency.Replica.Value)?.End ?? 0) < dependency.End) return dependency;
        }
        return null;
    }

    private void ApplyChange(in DecodedChange change, ReadOnlySpan<byte> update)
    {
        ReplicaState replica = state.Replicas.GetOrAdd(change.Replica);
        if (!change.TryTime(replica.Time, out HlcTimestamp time)) throw BadTime();
        if (change.FirstCounter == 0 && state.BaseTime >= time) throw Invalid("it is not later than the base of its generation");
        string? author = change.HasAuthor ? change.Author : replica.Authors.Last;
        // Entered first, so that a change that fails half-way is taken back with its dependencies; nothing below looks at the history.
        state.AddChange(replica, change.FirstCounter, change.End, time, author, update[change.Start..change.ByteEnd]);
        for (int i = change.FirstDependency; i < change.DependencyEnd; i++)
        {
            Dependency dependency = _decoder.Dependencies[i];
            ReplicaState other = state.Replicas.Find(dependency.Replica.Value)!;
            RequireLater(time, other, dependency.End);
            if (replica.Knowledge.SeenAt(change.FirstCounter, other.Index) >= dependency.End) throw Invalid("it names as newly seen what its author had seen before");
            replica.Knowledge.Add(change.FirstCounter, other.Index, dependency.End);
        }
        var applier = new OpApplier(state, replica, time, author, update, _placements, limits);
        for (int i = change.FirstOp; i < change.OpEnd; i++) applier.Apply(_decoder.Ops[i]);
        if (_pending.Count + _waiting.Count > 0 || _decoder.Count > 1) NoteAdvanced(replica);
    }

    private void RequireLater(HlcTimestamp time, ReplicaState other, int end)
    {
        if (!state.KeepsChanges) return;                // a replay: it was checked when it came in
        HistoryCut.Part cut = state.Cut[other.Id];
        if (end >= cut.End && state.TimeBefore(other, end) >= time) throw Invalid("it is not later than what it depends on");
        if (end < cut.End && cut.Time >= time) throw state.Cut.Trimmed("The change depends on what is gone, and cannot be told to be later");
    }

    private void NoteAdvanced(ReplicaState replica)
    {
        if (_advanced.Count == 0 || _advanced[^1] != replica) _advanced.Add(replica);
    }

    private void SetAside(ReadOnlySpan<byte> change)
    {
        _waitingBytes += ChangeList.UpdatePrefix.Length + change.Length;
        if (_pending.Count + _waiting.Count >= limits.MaxPendingChanges || _pending.Bytes + _waitingBytes > limits.MaxPendingBytes)
            throw new CrdtException(CrdtErrorCode.PendingOverflow, $"{_pending.Count} changes wait for others already. Ask the sender for what this document's version lacks before sending more.");
        _waiting.Add([.. ChangeList.UpdatePrefix, .. change]);
    }

    private (long Replica, int FirstCounter) Wait(byte[] bytes)
    {
        _decoder.Decode(bytes);
        DecodedChange change = _decoder.Changes[0];
        // What came later in the same update may have been what was missing: then any dependency that is there serves to wake it.
        Dependency? missing = FirstMissing(change);
        _pending.Add(bytes, change.Replica.Value, change.FirstCounter, missing ?? new Dependency(change.Replica, change.FirstCounter));
        if (missing is null) _advanced.Add(state.Replicas.GetOrAdd(change.Replica));
        return (change.Replica.Value, change.FirstCounter);
    }

    /// <summary>Applies what had waited for what has arrived now, and what waited for that. Each stands for itself: an invalid one is dropped.</summary>
    private int ApplyPending(ref int refused)
    {
        int applied = 0;
        for (int i = 0; i < _advanced.Count; i++)
        {
            while (_pending.TryTake(_advanced[i], out PendingChanges.Pending pending))
            {
                _decoder.Decode(pending.Change);
                DecodedChange change = _decoder.Changes[0];
                int placements = _placements.Count;
                try
                {
                    if (change.FirstCounter >= (state.Replicas.Find(change.Replica.Value)?.End ?? 0) && FirstMissing(change) is { } missing)
                    {
                        _pending.File(pending, missing);
                        continue;
                    }
                    _pending.Remove(pending);
                    if (Classify(change, pending.Change) == ChangeState.Known) continue;
                    ApplyChange(change, pending.Change);
                    _advanced.Add(state.Replicas.Find(change.Replica.Value)!);
                    state.Commit();
                    applied++;
                }
                catch (CrdtException)                   // its own fault, not that of the update which woke it
                {
                    _placements.RemoveRange(placements, _placements.Count - placements);
                    state.Rollback();
                    refused++;
                }
            }
        }
        return applied;
    }

    private static CrdtException TooLarge(int size, int limit) =>
        new(CrdtErrorCode.LimitExceeded, $"The update has {size} bytes; at most {limit} are taken at once. Export in smaller steps, or raise DecodeLimits.MaxBytes.");

    private static CrdtException Conflict(in DecodedChange change) =>
        new(CrdtErrorCode.ReplicaConflict, $"Replica {change.Replica} made two different changes with counter {change.FirstCounter}: two writers share its id. Each takes a new replica id and makes again what is not yet durable.");

    private static CrdtException BadTime() => Invalid("its timestamp cannot be represented");

    internal static CrdtException Invalid(string reason) =>
        new(CrdtErrorCode.InvalidChange, $"The change cannot be: {reason}. Nothing was applied; its sender is faulty or hostile.");
}
