namespace Notion.Crdt;

/// <summary>What <see cref="Document.StartGeneration(ReplicaId, GenerationOptions?)"/> leaves behind.</summary>
public sealed record GenerationOptions
{
    /// <summary>Erased text and what else nobody can see; the trash stays.</summary>
    public static GenerationOptions Default { get; } = new();

    /// <summary>Whether blocks in the trash go, too, for good. One stays while what is kept hangs on it. Default false.</summary>
    public bool EmptyTrash { get; init; }
}
