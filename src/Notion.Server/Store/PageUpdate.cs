namespace Notion.Server.Store;

/// <summary>One accepted update of a page, as it came in.</summary>
/// <param name="Author">Who sent it: the account that the connection was signed in with; null for the server itself.</param>
internal sealed record PageUpdate(byte[] Bytes, Guid? Author, DateTimeOffset At);
