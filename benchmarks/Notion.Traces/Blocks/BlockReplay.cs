using System.Diagnostics;
using Notion.Crdt;

namespace Notion.Traces;

/// <summary>
/// Replays a block trace on replicas in one process. Between two syncs each replica's operations are one transaction;
/// a sync brings each replica's update to all others.
/// </summary>
public sealed class BlockReplay
{
    private BlockReplay(int replicas)
    {
        var ids = new Dictionary<int, BlockId>();
        Replicas = [.. Enumerable.Range(1, replicas).Select(replica => new BlockReplica(new Document(new ReplicaId(replica)), ids))];
    }

    /// <summary>The replicas, all equal at the end.</summary>
    public IReadOnlyList<BlockReplica> Replicas { get; }

    /// <summary>How many operations of each kind took effect where they were issued.</summary>
    public Dictionary<BlockOperationKind, int> Applied { get; } = Zeros();

    /// <summary>How many were skipped, because their block or parent did not exist there or because of a cycle.</summary>
    public Dictionary<BlockOperationKind, int> Skipped { get; } = Zeros();

    /// <summary>The numbers of the blocks that some replica deleted.</summary>
    public HashSet<int> Deleted { get; } = [];

    /// <summary>Time spent in transactions that begin with a create, commit included.</summary>
    public TimeSpan CreateTime { get; private set; }

    /// <summary>Time spent in all other transactions, commit included.</summary>
    public TimeSpan EditTime { get; private set; }

    /// <summary>Time spent applying the others' updates.</summary>
    public TimeSpan MergeTime { get; private set; }

    /// <summary>Syncs done.</summary>
    public int Syncs { get; private set; }

    /// <summary>Bytes of all updates, each counted once.</summary>
    public long UpdateBytes { get; private set; }

    /// <summary>Replays the whole trace.</summary>
    public static BlockReplay Run(BlockTrace trace)
    {
        var replay = new BlockReplay(trace.ReplicaCount);
        foreach (IReadOnlyList<BlockOperation> epoch in trace.Epochs) replay.Sync(replay.Edit(epoch));
        return replay;
    }

    private ReadOnlyMemory<byte>[] Edit(IReadOnlyList<BlockOperation> epoch)
    {
        var updates = new ReadOnlyMemory<byte>[Replicas.Count];
        foreach (IGrouping<int, BlockOperation> own in epoch.GroupBy(operation => operation.Replica))
        {
            BlockOperation[] operations = [.. own];
            long start = Stopwatch.GetTimestamp();
            updates[own.Key] = Edit(Replicas[own.Key], operations);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            if (operations[0].Kind == BlockOperationKind.Create) CreateTime += time;
            else EditTime += time;
            UpdateBytes += updates[own.Key].Length;
        }
        return updates;
    }

    private ReadOnlyMemory<byte> Edit(BlockReplica replica, BlockOperation[] operations)
    {
        using Transaction transaction = replica.Document.Begin();
        foreach (BlockOperation operation in operations)
        {
            bool done = replica.TryApply(transaction, operation);
            (done ? Applied : Skipped)[operation.Kind]++;
            if (done && operation.Kind == BlockOperationKind.Delete) Deleted.Add(operation.Block);
        }
        return transaction.Commit();
    }

    private void Sync(ReadOnlyMemory<byte>[] updates)
    {
        long start = Stopwatch.GetTimestamp();
        for (int receiver = 0; receiver < Replicas.Count; receiver++)
            for (int sender = 0; sender < updates.Length; sender++)
                if (sender != receiver && updates[sender].Length > 0) Replicas[receiver].Document.Apply(updates[sender].Span);
        MergeTime += Stopwatch.GetElapsedTime(start);
        Syncs++;
    }

    private static Dictionary<BlockOperationKind, int> Zeros() => Enum.GetValues<BlockOperationKind>().ToDictionary(kind => kind, _ => 0);
}
