using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Notion.Server.Tests.ExternalSignIn;

/// <summary>A small OpenID Connect provider on loopback: its description, its key, its token endpoint (which checks PKCE), and people who sign in as whom a test says.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    public const string ClientId = "notion-tests";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Challenge, string Token)> _codes = new();
    private readonly RSA _key = RSA.Create(2048);

    private FakeProvider(WebApplication app)
    {
        _app = app;
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["jwks_uri"] = $"{Issuer}/keys",
        }));
        app.MapGet("/keys", () =>
        {
            RSAParameters key = _key.ExportParameters(false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = "one", n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) } } });
        });
        app.MapPost("/token", async (HttpRequest request) =>
        {
            IFormCollection form = await request.ReadFormAsync();
            bool known = _codes.TryRemove(form["code"].ToString(), out (string Challenge, string Token) code);
            string proof = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
            return known && proof == code.Challenge && form["client_id"] == ClientId ? Results.Json(new { id_token = code.Token, token_type = "Bearer" }) : Results.BadRequest(new { error = "invalid_grant" });
        });
    }

    public string Issuer => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<FakeProvider> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        var provider = new FakeProvider(builder.Build());
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>Somebody signs in at the provider, having been sent there with the address: what comes back is a code and the state.</summary>
    /// <param name="url">Where the server sent them.</param>
    /// <param name="subject">Who they are.</param>
    /// <param name="email">Their email.</param>
    /// <param name="spoil">Changes the claims of the token.</param>
    /// <param name="sign">Makes the token of its head and body otherwise than by signing it.</param>
    public (string Code, string State) SignIn(string url, string subject, string email, Action<Dictionary<string, object>>? spoil = null, Func<string, string>? sign = null)
    {
        Dictionary<string, string> query = QueryHelpers.ParseQuery(new Uri(url).Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        Assert.Equal(("code", "S256"), (query["response_type"], query["code_challenge_method"]));
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer, ["aud"] = ClientId, ["sub"] = subject, ["email"] = email, ["email_verified"] = true, ["name"] = "Pat", ["nonce"] = query["nonce"], ["iat"] = now, ["exp"] = now + 300,
        };
        spoil?.Invoke(claims);
        string code = Guid.NewGuid().ToString("N");
        string token = sign?.Invoke(Part(claims)) ?? Sign(_key, Part(claims));
        _codes[code] = (query["code_challenge"], token);
        return (code, query["state"]);
    }

    public static string Sign(RSA key, string body)
    {
        string text = $"{Part(new Dictionary<string, object> { ["alg"] = "RS256", ["kid"] = "one", ["typ"] = "JWT" })}.{body}";
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public static string Part(Dictionary<string, object> values) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(values));

    /// <summary>The public key as the secret of a shared-secret signature: the old trick of confusing the two.</summary>
    public string SignWithPublicKey(string body)
    {
        string text = $"{Part(new Dictionary<string, object> { ["alg"] = "HS256", ["kid"] = "one", ["typ"] = "JWT" })}.{body}";
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(_key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(text)))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }
}
