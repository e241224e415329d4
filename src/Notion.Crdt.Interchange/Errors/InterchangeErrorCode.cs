namespace Notion.Crdt.Interchange;

/// <summary>Why something could not be imported, for programs; the exception's message says it for people.</summary>
public enum InterchangeErrorCode
{
    /// <summary>The input is not of the format, or against its rules. Nothing was imported.</summary>
    Malformed = 1,

    /// <summary>The input was written by a later version of the format. Update the library.</summary>
    UnsupportedVersion = 2,

    /// <summary>The input has more bytes, blocks or values than the limits allow. Split it, or raise <see cref="InterchangeLimits"/>.</summary>
    TooLarge = 3,

    /// <summary>The input nests deeper than the limits allow. Flatten it, or raise <see cref="InterchangeLimits.MaxDepth"/>.</summary>
    TooDeep = 4,
}
