using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>One change made here.</summary>
/// <param name="Replica">The replica that made it.</param>
/// <param name="End">The counter after its last operation: a version vector covers the change if it has seen that many of the replica's counters.</param>
/// <param name="Update">The change as an update.</param>
public sealed record LocalChange(ReplicaId Replica, int End, ReadOnlyMemory<byte> Update);
