namespace Notion.Crdt;

/// <summary>What a document is edited and merged with: its state, and those who work on it.</summary>
internal sealed class DocumentParts
{
    public DocumentParts(DocumentState state, ReplicaId replica, DocumentOptions options)
    {
        State = state;
        Own = state.Replicas.GetOrAdd(replica);
        Merger = new Merger(state, options.Limits);
        Writer = new ChangeWriter(state.Replicas, Own);
        Editor = new BlockEditor(state, Own, Writer);
    }

    public DocumentState State { get; }

    /// <summary>Who writes here.</summary>
    public ReplicaState Own { get; }

    public Merger Merger { get; }

    public ChangeWriter Writer { get; }

    public BlockEditor Editor { get; }
}
