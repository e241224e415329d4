namespace Notion.Server.Accounts;

internal sealed record SignUpRequest(string? Email, string? Name, string? Password);

internal sealed record SignInRequest(string? Email, string? Password);

internal sealed record UserAnswer(Guid Id, string Email, string Name);

/// <param name="Token">Send it as <c>Authorization: Bearer …</c>, and in the hello frame of <c>/sync</c>.</param>
/// <param name="ExpiresAt">If it is not used until then.</param>
internal sealed record SignedInAnswer(string Token, DateTimeOffset ExpiresAt, UserAnswer User);
