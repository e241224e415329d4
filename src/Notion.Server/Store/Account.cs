namespace Notion.Server.Store;

/// <param name="Email">Normalized: trimmed, lower case.</param>
/// <param name="PasswordHash">As ASP.NET Core's password hasher writes it, salt and cost included.</param>
internal sealed record Account(Guid Id, string Email, string Name, string PasswordHash, DateTimeOffset CreatedAt);
