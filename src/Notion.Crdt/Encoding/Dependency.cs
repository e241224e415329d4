namespace Notion.Crdt;

/// <summary>A change may be applied only after so many counters of another replica.</summary>
internal readonly record struct Dependency(ReplicaId Replica, int End);
