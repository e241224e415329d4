namespace Notion.Sync.Simulation.Runs;

/// <summary>A defect that is put in on purpose, to see that the simulator finds it.</summary>
internal enum Breakage
{
    None,

    /// <summary>A room acknowledges a batch as durable when it hands it to the store.</summary>
    AcknowledgesBeforeCommit,

    /// <summary>A client forgets an edit that it had not sent when the connection broke.</summary>
    ForgetsUnsent,

    /// <summary>A client sends before its store has the edit.</summary>
    SendsBeforeStored,

    /// <summary>What is sent again gets another id, so that nobody recognises it.</summary>
    ResendsUnderAnotherId,

    /// <summary>A client does not send what others wrote and the server has lost.</summary>
    ForgetsSupply,

    /// <summary>A client keeps what depends on a refused edit.</summary>
    KeepsDependents,

    /// <summary>A server does not look when others say that a page has got further.</summary>
    NeverHearsOthers,

    /// <summary>A server loses a change between what it gives a reader on opening and what it forwards.</summary>
    ForwardsTooFew,
}
