namespace Notion.Server.Store;

/// <param name="Email">Normalized: trimmed, lower case.</param>
/// <param name="PasswordHash">As ASP.NET Core's password hasher writes it, salt and cost included; empty for a user who signs in with providers only.</param>
internal sealed record Account(Guid Id, string Email, string Name, string PasswordHash, DateTimeOffset CreatedAt)
{
    /// <summary>Since when somebody vouches that the address is theirs; null where it is only what was said at sign-up.</summary>
    public DateTimeOffset? EmailVerifiedAt { get; init; }
}
