namespace Notion.Server.Store;

/// <summary>A sign-in that has gone to a provider. Its secrets are stored as hashes where the server needs no more.</summary>
/// <param name="StateHash">SHA-256 of the state, by which it comes back.</param>
/// <param name="BrowserHash">SHA-256 of what only the browser that began has.</param>
/// <param name="Nonce">What the provider's token must repeat.</param>
/// <param name="CodeVerifier">For PKCE (RFC 7636).</param>
/// <param name="UserId">The signed-in user who wants to add the provider; null for a sign-in.</param>
internal sealed record ExternalSignInAttempt(
    byte[] StateHash, byte[] BrowserHash, string Provider, string Nonce, string CodeVerifier, Guid? UserId, DateTimeOffset ExpiresAt);
