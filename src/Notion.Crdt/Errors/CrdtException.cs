namespace Notion.Crdt;

/// <summary>An operation on a document could not be done; the document is as it was before.</summary>
public sealed class CrdtException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">What went wrong, for programs.</param>
    /// <param name="message">What went wrong and what to do, for people.</param>
    public CrdtException(CrdtErrorCode code, string message)
        : base(message) => Code = code;

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="code">What went wrong, for programs.</param>
    /// <param name="message">What went wrong and what to do, for people.</param>
    /// <param name="innerException">The cause.</param>
    public CrdtException(CrdtErrorCode code, string message, Exception innerException)
        : base(message, innerException) => Code = code;

    /// <summary>What went wrong, for programs.</summary>
    public CrdtErrorCode Code { get; }

    /// <summary>With <see cref="CrdtErrorCode.HistoryTrimmed"/>: the version at which the document's history begins; null with others.</summary>
    public VersionVector? TrimmedVersion { get; init; }

    /// <summary>With <see cref="CrdtErrorCode.SchemaViolation"/>: the first of what is against the schema; null with others.</summary>
    public SchemaViolation? Violation { get; init; }
}
