namespace Notion.Server.Accounts;

/// <param name="Invitation">The token of an open invitation to this email, where the server lets nobody else sign up.</param>
internal sealed record SignUpRequest(string? Email, string? Name, string? Password, string? Invitation);

internal sealed record SignInRequest(string? Email, string? Password);

/// <param name="CurrentPassword">Leave it out for an account that has none, since it signs in with a provider.</param>
internal sealed record ChangePasswordRequest(string? CurrentPassword, string? NewPassword);

internal sealed record ChangeAccountRequest(string? Name);

/// <param name="EmailVerified">Whether somebody vouches that the address is theirs; else it is what they said at sign-up.</param>
internal sealed record UserAnswer(Guid Id, string Email, bool EmailVerified, string Name);

/// <param name="Token">Send it as <c>Authorization: Bearer …</c>, and in the hello frame of <c>/sync</c>.</param>
/// <param name="ExpiresAt">If it is not used until then.</param>
internal sealed record SignedInAnswer(string Token, DateTimeOffset ExpiresAt, UserAnswer User);

/// <param name="Current">Whether it is the session of this request.</param>
/// <param name="LastUsedAt">To within a hundredth of a session's life.</param>
internal sealed record SessionAnswer(
    Guid Id, bool Current, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, string? Address, string? UserAgent);

internal sealed record SessionList(IReadOnlyList<SessionAnswer> Items);
