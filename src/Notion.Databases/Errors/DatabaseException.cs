namespace Notion.Databases;

/// <summary>An edit or a query of a database could not be done; nothing was changed.</summary>
public sealed class DatabaseException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">What went wrong, for programs.</param>
    /// <param name="message">What went wrong and what to do, for people.</param>
    public DatabaseException(DatabaseErrorCode code, string message)
        : base(message) => Code = code;

    /// <summary>What went wrong, for programs.</summary>
    public DatabaseErrorCode Code { get; }
}
