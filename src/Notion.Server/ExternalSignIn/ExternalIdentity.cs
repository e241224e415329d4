namespace Notion.Server.ExternalSignIn;

/// <summary>What a provider's token says about somebody, after it was found good.</summary>
/// <param name="Email">Null when there is none, or the provider has not verified that it is theirs: then it must not be taken for anything.</param>
internal sealed record ExternalIdentity(string Issuer, string Subject, string? Email, string? Name);
