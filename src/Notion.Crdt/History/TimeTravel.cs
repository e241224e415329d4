namespace Notion.Crdt;

/// <summary>
/// Makes a document as it was at any version that is closed under causality, whether any replica was ever there or not.
/// </summary>
/// <remarks>
/// <para>What a version shows is what its changes show when they are applied to an empty document, so that is what is done; everything else here
/// only saves work. A long replay leaves checkpoints behind (the state's columns, as in a snapshot, without history), and a later call begins at
/// the one that holds the most of what it wants and nothing beyond. Changes are taken over in batches, as one update each, so placements are put
/// in order once for each batch.</para>
/// <para>Cost: O(n log n) for n changes after the best checkpoint; loading a checkpoint is linear in the size of the state, and some ten times
/// faster than replaying it. Checkpoints are bounded by <see cref="LargestMemory"/>; each is at least <see cref="Spacing"/> changes from the next.</para>
/// <para>A view keeps no changes of its own: it borrows them (<see cref="BorrowedChanges"/>).</para>
/// </remarks>
internal sealed class TimeTravel(DocumentState state)
{
    private const int LargestBatch = 4096;              // changes
    private const int LargestBatchBytes = 1 << 20;
    private const int Spacing = 4096;                   // changes
    private const int MostCheckpoints = 16;
    private const int LargestMemory = 32 << 20;

    private readonly List<Checkpoint> _checkpoints = [];
    private readonly WeakReference<Document?> _last = new(null);

    private sealed record Checkpoint(VersionVector Version, int Changes, ColumnSet State);

    /// <summary>The last view made, if it is of this version and still in use: views do not change, so it serves again.</summary>
    public Document? Last(VersionVector version) => _last.TryGetTarget(out Document? last) && last.Version.Equals(version) ? last : null;

    /// <summary>Brings an empty view to a version.</summary>
    /// <param name="view">The view; its state keeps no changes.</param>
    /// <param name="version">A closed version that the document has seen.</param>
    /// <param name="progress">Told after each batch; may be null.</param>
    /// <param name="cancellation">Asked before each batch.</param>
    public void Replay(Document view, VersionVector version, IProgress<HistoryProgress>? progress, CancellationToken cancellation)
    {
        state.Archive.Unpack(state);
        Checkpoint? start = BestFor(version) ?? Base(view.Options.Limits.MaxBytes);
        view.State.Cut = state.Cut;
        view.State.Generation = state.Generation;
        if (start is not null) view.LoadState(start.State.Copy());
        if (!view.Version.Equals(start?.Version ?? VersionVector.Empty)) throw SnapshotReader.Malformed("its base is that of another version");
        int done = start?.Changes ?? 0;
        (int[] first, int[] end, int left) = Range(start?.Version ?? VersionVector.Empty, version);
        int total = done + left, spacing = Math.Max(Spacing, state.History.Count / MostCheckpoints), nextCheckpoint = done + spacing;

        view.State.Extras = new SnapshotExtras { Id = state.Extras.Id };
        view.State.Archive = new BorrowedChanges(state, version, total);
        var batch = new List<(int Replica, int Change)>();
        int bytes = 0;
        for (int i = 0; left > 0; i++)
        {
            (int replica, int change) = state.History[i];
            if (change < first[replica] || change >= end[replica]) continue;
            batch.Add((replica, change));
            bytes += state.Replicas[replica].Changes.Change(change).Length;
            left--;
            if (left > 0 && batch.Count < LargestBatch && bytes < LargestBatchBytes) continue;
            cancellation.ThrowIfCancellationRequested();
            view.Replay(UpdateOf(batch, bytes));
            done += batch.Count;
            batch.Clear();
            bytes = 0;
            progress?.Report(new HistoryProgress(done, total));
            if (done < nextCheckpoint) continue;
            Keep(new Checkpoint(view.Version, done, view.SaveState()));
            nextCheckpoint = done + spacing;
        }
        _last.SetTarget(view);
    }

    private Checkpoint? Base(long budget) => state.Cut.IsEmpty ? null : new Checkpoint(state.Cut.Version, 0, state.Cut.Unpack(budget));

    private Checkpoint? BestFor(VersionVector version)
    {
        Checkpoint? best = null;
        foreach (Checkpoint checkpoint in _checkpoints)
            if (checkpoint.Changes > (best?.Changes ?? 0) && version.Includes(checkpoint.Version)) best = checkpoint;
        return best;
    }

    private void Keep(Checkpoint checkpoint)
    {
        if (_checkpoints.Exists(other => other.Version.Equals(checkpoint.Version))) return;
        _checkpoints.Add(checkpoint);
        long memory = _checkpoints.Sum(other => other.State.Size);
        while (_checkpoints.Count > MostCheckpoints * 2 || (memory > LargestMemory && _checkpoints.Count > 1))
        {
            memory -= _checkpoints[0].State.Size;
            _checkpoints.RemoveAt(0);
        }
    }

    /// <summary>By replica, the changes that one version has and another has not, and how many they are.</summary>
    private (int[] First, int[] End, int Count) Range(VersionVector from, VersionVector to)
    {
        var first = new int[state.Replicas.Count];
        var end = new int[state.Replicas.Count];
        int count = 0;
        for (int i = 0; i < first.Length; i++)
        {
            ReplicaState replica = state.Replicas[i];
            first[i] = replica.Changes.IndexFrom(from[replica.Id]);
            end[i] = replica.Changes.IndexFrom(to[replica.Id]);
            count += end[i] - first[i];
        }
        return (first, end, count);
    }

    private ReadOnlySpan<byte> UpdateOf(List<(int Replica, int Change)> changes, int bytes)
    {
        var writer = new MessagePackSpanWriter(bytes + 16);
        writer.WriteArrayHeader(changes.Count + 1);
        writer.WriteInteger(UpdateDecoder.FormatVersion);
        foreach ((int replica, int change) in changes) writer.WriteRaw(state.Replicas[replica].Changes.Change(change));
        return writer.Written;
    }
}
