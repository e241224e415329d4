namespace Notion.Server.Store;

/// <summary>What somebody who claims an idempotency key finds.</summary>
internal enum KeyStateKind
{
    /// <summary>It is theirs to work on.</summary>
    Claimed,

    /// <summary>Somebody else works on it.</summary>
    Running,

    /// <summary>It was answered.</summary>
    Answered,

    /// <summary>It names another request.</summary>
    Different,
}
