namespace Notion.Sync.Protocol;

/// <summary>The connection, a page or a batch failed for a reason that the protocol names.</summary>
public sealed class SyncException : Exception
{
    /// <summary>Creates the exception with the code's own sentence.</summary>
    /// <param name="code">What went wrong, for programs.</param>
    public SyncException(SyncErrorCode code)
        : this(code, SyncErrors.Describe(code))
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="code">What went wrong, for programs.</param>
    /// <param name="message">What went wrong and what to do, for people.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public SyncException(SyncErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>What went wrong, for programs.</summary>
    public SyncErrorCode Code { get; }
}
