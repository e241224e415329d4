namespace Notion.Crdt.Interchange;

/// <summary>An input could not be imported; no document was changed.</summary>
public sealed class InterchangeException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">What went wrong, for programs.</param>
    /// <param name="message">What went wrong and what to do, for people.</param>
    public InterchangeException(InterchangeErrorCode code, string message)
        : base(message) => Code = code;

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="code">What went wrong, for programs.</param>
    /// <param name="message">What went wrong and what to do, for people.</param>
    /// <param name="innerException">The cause.</param>
    public InterchangeException(InterchangeErrorCode code, string message, Exception innerException)
        : base(message, innerException) => Code = code;

    /// <summary>What went wrong, for programs.</summary>
    public InterchangeErrorCode Code { get; }
}
