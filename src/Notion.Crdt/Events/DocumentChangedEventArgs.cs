namespace Notion.Crdt;

/// <summary>What a commit or an update changed in what a document shows.</summary>
public sealed class DocumentChangedEventArgs : EventArgs
{
    /// <summary>Stands for the block's type among <see cref="BlockChange.Properties"/>.</summary>
    public const string TypeKey = "\u0000type";

    internal DocumentChangedEventArgs(bool isLocal, ReadOnlyMemory<byte> update, IReadOnlyList<BlockChange> blocks)
    {
        IsLocal = isLocal;
        Update = update;
        Blocks = blocks;
    }

    /// <summary>Whether a transaction of this document did it.</summary>
    public bool IsLocal { get; }

    /// <summary>The committed change as an update for other replicas; empty for what came from others.</summary>
    public ReadOnlyMemory<byte> Update { get; }

    /// <summary>The blocks concerned, in no particular order. Empty where an update changed nothing that is shown.</summary>
    public IReadOnlyList<BlockChange> Blocks { get; }
}
