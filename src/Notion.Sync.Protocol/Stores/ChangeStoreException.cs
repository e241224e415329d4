namespace Notion.Sync.Protocol;

/// <summary>An <see cref="IChangeStore"/> could not be opened, or did not take or give what it should. Of a write that failed, nothing is stored, unless its code is <see cref="ChangeStoreErrorCode.Unavailable"/>: then nobody knows.</summary>
public sealed class ChangeStoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">What went wrong, for programs.</param>
    /// <param name="message">What went wrong and what to do, for people.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public ChangeStoreException(ChangeStoreErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>What went wrong, for programs.</summary>
    public ChangeStoreErrorCode Code { get; }

    /// <summary>Whether the same call can succeed later on the same store, once there is room, or the disk is back.</summary>
    public bool IsRetryable => Code is ChangeStoreErrorCode.Full or ChangeStoreErrorCode.Busy or ChangeStoreErrorCode.Unavailable;
}
