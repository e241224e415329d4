namespace Notion.Crdt;

/// <summary>Why something could not be carried over.</summary>
public enum RebaseLossReason
{
    /// <summary>The block, or the text, that it was about is gone.</summary>
    Gone = 1,

    /// <summary>Somebody else did something else to it later.</summary>
    Overruled = 2,

    /// <summary>Others have put something there that would go along.</summary>
    TouchesUnseen = 3,

    /// <summary>It would put a block inside itself, or into one that is in the trash now.</summary>
    NoPlace = 4,

    /// <summary>It is an operation of a later version of this library.</summary>
    UnknownOperation = 5,

    /// <summary>Its change was taken back, or depended on one that was: <see cref="Document.Retract"/>.</summary>
    Retracted = 6,

    /// <summary>It took away what somebody else has made and the snapshot does not have yet. Its author makes it again, under another id, and then it is there: take it away once more.</summary>
    MayReturn = 7,
}
