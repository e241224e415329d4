namespace Notion.Crdt;

/// <summary>A value that lost to another one that somebody set without knowing of it. It stays readable until somebody who has seen both sets the property again.</summary>
/// <param name="Value">The value that lost; <see cref="PropertyValue.Null"/> where the property was removed.</param>
/// <param name="Time">When it was set.</param>
/// <param name="Replica">Where it was set.</param>
/// <param name="Author">Who set it, where the change named an author.</param>
public readonly record struct ConcurrentValue(PropertyValue Value, HlcTimestamp Time, ReplicaId Replica, string? Author);
