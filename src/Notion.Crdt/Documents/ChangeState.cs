namespace Notion.Crdt;

/// <summary>What applying a change would do now.</summary>
public enum ChangeState
{
    /// <summary>It would take effect.</summary>
    Ready,

    /// <summary>Nothing: it is here already.</summary>
    Known,

    /// <summary>It would wait: changes that it depends on are missing.</summary>
    Waiting,
}
