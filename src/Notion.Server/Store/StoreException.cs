namespace Notion.Server.Store;

/// <summary>The store could not do what was asked; nothing of the request was done.</summary>
internal sealed class StoreException : Exception
{
    public StoreException(StoreErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    public StoreErrorCode Code { get; }
}
