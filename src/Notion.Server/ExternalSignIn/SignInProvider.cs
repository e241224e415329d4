namespace Notion.Server.ExternalSignIn;

/// <summary>An OpenID Connect provider, in the configuration as <c>Notion:SignInProviders:NAME</c>.</summary>
public sealed class SignInProvider
{
    /// <summary>The issuer: an https address (http on loopback), under which <c>/.well-known/openid-configuration</c> lies.</summary>
    public string Authority { get; set; } = string.Empty;

    /// <summary>The id that the provider knows this server by.</summary>
    public string ClientId { get; set; } = string.Empty;

    /// <summary>The secret for it; null for a public client, which PKCE protects alone.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The page of the client application that the provider sends people back to, as registered with the provider. It sends the code on to <c>POST …/complete</c>.</summary>
    public string RedirectUri { get; set; } = string.Empty;
}
