namespace Notion.Crdt;

/// <summary>What went wrong, for programs; the exception's message says it for people.</summary>
public enum CrdtErrorCode
{
    /// <summary>The bytes are no update or snapshot: truncated, not MessagePack, or against the format. Nothing was applied.</summary>
    MalformedUpdate = 1,

    /// <summary>A well-formed change refers to what cannot be: an element or block that its author could not have known. Nothing was applied.</summary>
    InvalidChange = 2,

    /// <summary>Two different changes carry one id: a replica id was used by two writers. Take a new replica id and issue what was not yet durable again.</summary>
    ReplicaConflict = 3,

    /// <summary>The input is larger than the limits given for decoding. Nothing was applied.</summary>
    LimitExceeded = 4,

    /// <summary>Too many changes wait for others that have not arrived. Ask the sender for what is missing before sending more.</summary>
    PendingOverflow = 5,

    /// <summary>The snapshot needs a feature that this version does not know. Update the library.</summary>
    UnsupportedFormat = 6,

    /// <summary>No such block in this document.</summary>
    UnknownBlock = 7,

    /// <summary>The block is in the trash, or is not shown on its own: restore it first, or use the block that shows its text.</summary>
    BlockNotLive = 8,

    /// <summary>The move would put a block inside itself.</summary>
    MoveIntoItself = 9,

    /// <summary>The root and the trash cannot be moved, deleted, split or joined.</summary>
    NotAllowedOnRoot = 10,

    /// <summary>There is no block before this one to join it into.</summary>
    NothingToJoin = 11,

    /// <summary>The text holds half of a surrogate pair, or an offset points inside one.</summary>
    BrokenSurrogatePair = 12,

    /// <summary>The transaction was committed or rolled back already, or another one is open.</summary>
    TransactionState = 13,

    /// <summary>The clock cannot go any further.</summary>
    ClockExhausted = 14,

    /// <summary>The replica has used up its counters in this document. Take a new replica id.</summary>
    CounterExhausted = 15,

    /// <summary>No fractional index lies between the two given: they are equal, the wrong way round, or adjacent.</summary>
    NoIndexBetween = 16,

    /// <summary>The bytes are no cursor or selection.</summary>
    MalformedCursor = 17,

    /// <summary>The transaction does what the document's schema does not allow. Correct it and commit again, or dispose it.</summary>
    SchemaViolation = 18,

    /// <summary>The document has a block of this UUID already.</summary>
    DuplicateBlock = 19,

    /// <summary>What is asked for, or what a change builds on, was compacted away: here, or where the change was made. Fetch the other's snapshot, and carry over what it lacks with Document.Rebase.</summary>
    HistoryTrimmed = 30,

    /// <summary>The document has not seen the version. Apply what is missing first, or ask for one that it has seen.</summary>
    UnknownVersion = 31,

    /// <summary>The version holds half of a change, or a change without one that it depends on. Use versions that a document or its history gave.</summary>
    VersionNotClosed = 32,

    /// <summary>The document is a view of the past, which does not change. Fork it, or revert to it.</summary>
    ReadOnlyDocument = 33,
}
