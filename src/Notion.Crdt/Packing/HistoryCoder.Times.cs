namespace Notion.Crdt;

/// <summary>When each change was made.</summary>
internal sealed partial class HistoryCoder<TCoder>
{
    private readonly BitModel[] _told = new BitModel[2];
    private readonly BitModel[] _stepped = new BitModel[4 * 2 * 2];
    private readonly BitModel[] _whole = new BitModel[2];
    private readonly NumberModel[] _milliseconds = [.. Enumerable.Range(0, 8).Select(_ => new NumberModel())];
    private readonly NumberModel _logical = new();

    private void CodeTimes()
    {
        // One replica after another, each as far as what its changes depend on has its time.
        List<ReplicaState> replicas = history.Scope.Replicas;
        var next = new int[replicas.Count];
        var ends = new int[replicas.Count];
        for (int i = 0, at = 0; i < replicas.Count; i++)
        {
            next[i] = at;
            while (at < history.Changes.Count && history.Changes[at].Replica == replicas[i].Index) at++;
            ends[i] = at;
        }
        int[] starts = [.. next];
        var last = new (HlcTimestamp Time, int Size, int Steps)[replicas.Count];
        for (int i = 0; i < replicas.Count; i++) last[i].Time = history.Scope.Cut[replicas[i].Id].Time;
        bool force = false;
        while (true)
        {
            bool moved = false, left = false;
            for (int i = 0; i < replicas.Count; i++)
            {
                for (; next[i] < ends[i]; next[i]++)
                {
                    ref PackedChange change = ref history.Changes[next[i]];
                    HlcTimestamp latest = last[i].Time;
                    bool ready = true, merges = false;
                    foreach (Dependency seen in _steps[replicas[i].Index].At(change.First, out _))
                    {
                        merges = true;
                        int number = history.Scope.Numbers[_state.Replicas.Find(seen.Replica.Value)!.Index];
                        int at = IndexOf(starts[number], ends[number], seen.End - 1);
                        if (at < starts[number]) continue;
                        if (at >= next[number]) ready = false;
                        else if (history.Changes[at].Time > latest) latest = history.Changes[at].Time;
                    }
                    if (!ready && !force) break;
                    force = false;
                    moved = true;
                    CodeTime(ref change, latest, merges ? 1 : 0, ref last[i]);
                }
                left |= next[i] < ends[i];
            }
            if (!left) return;
            force = !moved;
        }
    }

    private int IndexOf(int low, int high, int counter)
    {
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (history.Changes[middle].First <= counter) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    private void CodeTime(ref PackedChange change, HlcTimestamp latest, int merges, ref (HlcTimestamp Time, int Size, int Steps) last)
    {
        HlcTimestamp before = last.Time;
        if (change.Kept >= 0)
        {
            if (!history.Kept.Changes[change.Kept].TryTime(before, out change.Time)) throw Unreadable();
            last.Time = change.Time;
            return;
        }
        HlcTimestamp told = default;
        for (int i = change.FirstOp; i < change.OpEnd && told == default; i++)
        {
            ref PackedOp op = ref history.Ops[i];
            if (op.Known) told = history.Known.Of(change.Replica)[op.Place].Stamp.Time;
        }
        if (told != default && Code(ref _told[0], change.Time == told))
        {
            change.Time = told;
        }
        else
        {
            bool step = Code(ref _stepped[(Math.Min(last.Steps, 3) * 2 + merges) * 2 + (latest == before ? 0 : 1)], change.Time.Bits == latest.Bits + 1);
            if (step)
            {
                change.Time = new HlcTimestamp(latest.Bits + 1);
                last.Steps++;
            }
            else
            {
                last.Steps = 0;
                // Not a step: so many milliseconds after the latest, mostly with no logical part.
                bool whole = Code(ref _whole[0], change.Time.Logical == 0);
                long base_ = latest.Milliseconds;
                long more = _milliseconds[Math.Min(7, last.Size)].CodeSigned(ref _coder, change.Time.Milliseconds - base_);
                int logical = whole ? 0 : (int)_logical.Code(ref _coder, change.Time.Logical);
                if (_reads)
                {
                    long ms = base_ + more;
                    if (ms < 0 || ms > HlcTimestamp.MaxMilliseconds || logical > ushort.MaxValue) throw Unreadable();
                    change.Time = HlcTimestamp.From(ms, (ushort)logical);
                }
                last.Size = System.Numerics.BitOperations.Log2((ulong)Math.Abs(more) + 1) / 2;
            }
        }
        if (change.Time <= before) throw Unreadable();
        last.Time = change.Time;
    }
}
