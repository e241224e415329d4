using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Notion.Server.ExternalSignIn;

/// <summary>
/// Speaks with one provider: where to send people, and what a code that comes back is worth (OpenID Connect Core 1.0, authorization code flow with PKCE, RFC 7636). The keys and addresses come from the
/// provider's own description, and are read again when a token is signed with a key that is not among them.
/// </summary>
internal sealed class ProviderClient
{
    private const string Openid = "openid email profile";

    /// <summary>Signatures that only the provider can have made. "none" is not among them, and neither are those with a shared secret.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private readonly SignInProvider _provider;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _configuration;

    public ProviderClient(SignInProvider provider, HttpClient http, TimeProvider time)
    {
        (_provider, _http, _time) = (provider, http, time);
        var documents = new HttpDocumentRetriever(http) { RequireHttps = !new Uri(provider.Authority).IsLoopback };
        _configuration = new ConfigurationManager<OpenIdConnectConfiguration>(provider.Authority.TrimEnd('/') + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), documents);
    }

    /// <summary>Where to send somebody.</summary>
    /// <exception cref="ProviderException">The provider does not answer.</exception>
    public async Task<string> AuthorizeUriAsync(string state, string nonce, string codeChallenge, CancellationToken cancellation)
    {
        OpenIdConnectConfiguration configuration = await ConfigurationAsync(cancellation);
        return QueryHelpers.AddQueryString(configuration.AuthorizationEndpoint, new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = _provider.ClientId,
            ["redirect_uri"] = _provider.RedirectUri,
            ["scope"] = Openid,
            ["state"] = state,
            ["nonce"] = nonce,
            ["code_challenge"] = codeChallenge,
            ["code_challenge_method"] = "S256",
        });
    }

    /// <summary>Redeems the code and checks the token: signature, issuer, audience, times, nonce.</summary>
    /// <exception cref="ProviderException">Any of them is wrong, or the provider does not answer.</exception>
    public async Task<ExternalIdentity> RedeemAsync(string code, string codeVerifier, string nonce, CancellationToken cancellation)
    {
        OpenIdConnectConfiguration configuration = await ConfigurationAsync(cancellation);
        string token = await TokenAsync(configuration, code, codeVerifier, cancellation);
        TokenValidationResult result = await ValidateAsync(token, configuration);
        if (!result.IsValid && result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            _configuration.RequestRefresh();
            result = await ValidateAsync(token, await ConfigurationAsync(cancellation));
        }
        if (!result.IsValid) throw new ProviderException("The token of the provider is not good.", result.Exception);

        var jwt = (JsonWebToken)result.SecurityToken;
        if (string.IsNullOrEmpty(jwt.Subject)) throw new ProviderException("The token of the provider names nobody.");
        if (!jwt.TryGetPayloadValue("nonce", out string said) || said != nonce) throw new ProviderException("The token of the provider is for another sign-in.");
        if (jwt.Audiences.Count() > 1 && (!jwt.TryGetPayloadValue("azp", out string party) || party != _provider.ClientId))
            throw new ProviderException("The token of the provider is for another application, too.");
        bool verified = jwt.TryGetPayloadValue("email_verified", out bool flag) && flag;
        string? email = verified && jwt.TryGetPayloadValue("email", out string address) ? address : null;
        return new ExternalIdentity(jwt.Issuer, jwt.Subject, email, jwt.TryGetPayloadValue("name", out string name) ? name : null);
    }

    private Task<TokenValidationResult> ValidateAsync(string token, OpenIdConnectConfiguration configuration) => new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
        token,
        new TokenValidationParameters
        {
            ValidIssuer = configuration.Issuer,
            ValidAudience = _provider.ClientId,
            IssuerSigningKeys = configuration.SigningKeys,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = Skew,
            LifetimeValidator = (notBefore, expires, _, _) => IsInTime(notBefore, expires),
        });

    private bool IsInTime(DateTime? notBefore, DateTime? expires)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + Skew && !(notBefore > now + Skew);
    }

    private async Task<string> TokenAsync(OpenIdConnectConfiguration configuration, string code, string codeVerifier, CancellationToken cancellation)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = _provider.RedirectUri,
            ["client_id"] = _provider.ClientId,
            ["code_verifier"] = codeVerifier,
        };
        if (_provider.ClientSecret is { } secret) form["client_secret"] = secret;
        try
        {
            using var content = new FormUrlEncodedContent(form);
            using HttpResponseMessage response = await _http.PostAsync(configuration.TokenEndpoint, content, cancellation);
            if (!response.IsSuccessStatusCode) throw new ProviderException($"The provider refused the code ({(int)response.StatusCode}).");
            JsonElement answer = await response.Content.ReadFromJsonAsync(Json.ServerJson.Default.JsonElement, cancellation);
            return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("id_token", out JsonElement token) && token.ValueKind == JsonValueKind.String
                ? token.GetString()!
                : throw new ProviderException("The provider sent no token.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new ProviderException("The provider does not answer as it should.", exception);
        }
    }

    private async Task<OpenIdConnectConfiguration> ConfigurationAsync(CancellationToken cancellation)
    {
        try
        {
            OpenIdConnectConfiguration configuration = await _configuration.GetConfigurationAsync(cancellation);
            return configuration.Issuer.TrimEnd('/') == _provider.Authority.TrimEnd('/')
                ? configuration
                : throw new ProviderException("The provider describes itself as another issuer than the configured authority.");
        }
        catch (Exception exception) when (exception is InvalidOperationException or HttpRequestException or IOException)
        {
            throw new ProviderException("The provider's description cannot be read.", exception);
        }
    }
}
