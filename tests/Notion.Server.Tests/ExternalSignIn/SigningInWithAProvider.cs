using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Notion.Server.ExternalSignIn;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.ExternalSignIn;

public sealed class SigningInWithAProvider : IAsyncLifetime
{
    private const string Path = "/api/accounts/providers/fake";

    private FakeProvider _provider = null!;
    private TestServer _server = null!;
    private Api _anonymous = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync();
        _server = await TestServer.StartAsync(options => options.SignInProviders["fake"] = new SignInProvider
        {
            Authority = _provider.Issuer,
            ClientId = FakeProvider.ClientId,
            RedirectUri = "https://notes.example.com/signed-in",
        });
        _anonymous = new Api(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _anonymous.Dispose();
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task TheFirstTimeMakesAnAccountAndTheSecondFindsIt()
    {
        Assert.Equal("fake", Assert.Single((await _anonymous.GetAsync("/api/accounts/providers")).Body.GetProperty("items").EnumerateArray()).GetString());
        JsonElement first = Assert200(await SignInAsync("pat", "Pat@Example.com"));
        Assert.Equal("pat@example.com", first.GetProperty("user").GetProperty("email").GetString());
        Assert.Equal("Pat", first.GetProperty("user").GetProperty("name").GetString());

        // The provider's name for them counts, not their email.
        JsonElement second = Assert200(await SignInAsync("pat", "moved@example.com"));
        Assert.Equal(Id(first), Id(second));
        using var signedIn = new Api(_server.Address, second.GetProperty("token").GetString());
        Assert.Equal(HttpStatusCode.OK, (await signedIn.GetAsync("/api/accounts/me")).Status);
        Api.AssertProblem(HttpStatusCode.Unauthorized, "wrong_credentials", await _anonymous.PostAsync("/api/accounts/sign-in", new { email = "pat@example.com", password = "" }));
    }

    [Fact]
    public async Task AnEmailAloneOpensNobodysAccount()
    {
        using Api victim = await Api.SignUpAsync(_server.Address, "victim@example.com");
        Api.AssertProblem(HttpStatusCode.Conflict, "email_taken", await SignInAsync("attacker", "victim@example.com"));
        Api.AssertProblem(HttpStatusCode.Forbidden, "email_not_verified", await SignInAsync("attacker", "victim@example.com", claims => claims["email_verified"] = false));
        Api.AssertProblem(HttpStatusCode.Forbidden, "email_not_verified", await SignInAsync("attacker", "free@example.com", claims => claims.Remove("email_verified")));
        Api.AssertProblem(HttpStatusCode.Forbidden, "email_not_verified", await SignInAsync("attacker", "", claims => claims.Remove("email")));
    }

    [Fact]
    public async Task WhoIsSignedInAddsAProviderAndThenSignsInWithIt()
    {
        using Api user = await Api.SignUpAsync(_server.Address, "links@example.com");
        JsonElement begun = Assert200(await user.PostAsync($"{Path}/link"));
        (string code, string state) = _provider.SignIn(begun.GetProperty("url").GetString()!, "linked", "links@example.com");
        Assert.Equal(user.UserId, Id(Assert200(await CompleteAsync(code, state, begun))));
        Assert.Equal(user.UserId, Id(Assert200(await SignInAsync("linked", "links@example.com"))));

        using Api other = await Api.SignUpAsync(_server.Address);
        begun = Assert200(await other.PostAsync($"{Path}/link"));
        (code, state) = _provider.SignIn(begun.GetProperty("url").GetString()!, "linked", "links@example.com");
        Api.AssertProblem(HttpStatusCode.Conflict, "login_taken", await CompleteAsync(code, state, begun));
        Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await _anonymous.PostAsync($"{Path}/link"));
    }

    [Fact]
    public async Task ATokenThatIsNotGoodIsRefused()
    {
        using var stranger = RSA.Create(2048);
        (string Name, Action<Dictionary<string, object>>? Spoil, Func<string, string>? Sign)[] bad =
        [
            ("nonce", claims => claims["nonce"] = "another", null),
            ("no nonce", claims => claims.Remove("nonce"), null),
            ("audience", claims => claims["aud"] = "another", null),
            ("audiences", claims => claims["aud"] = new[] { FakeProvider.ClientId, "another" }, null),
            ("issuer", claims => claims["iss"] = "https://evil.example.com", null),
            ("expired", claims => claims["exp"] = DateTimeOffset.UtcNow.AddMinutes(-10).ToUnixTimeSeconds(), null),
            ("no expiry", claims => claims.Remove("exp"), null),
            ("not yet", claims => claims["nbf"] = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds(), null),
            ("nobody", claims => claims.Remove("sub"), null),
            ("unsigned", null, body => $"{FakeProvider.Part(new() { ["alg"] = "none" })}.{body}."),
            ("signed by another", null, body => FakeProvider.Sign(stranger, body)),
            ("signed with the public key", null, _provider.SignWithPublicKey),
            ("no signature", null, body => FakeProvider.Sign(stranger, body).Split('.') is [var head, _, _] ? $"{head}.{body}." : ""),
            ("no token", null, _ => "nonsense"),
        ];
        foreach ((string name, Action<Dictionary<string, object>>? spoil, Func<string, string>? sign) in bad)
        {
            (HttpStatusCode status, JsonElement body) = await SignInAsync("pat", "pat@example.com", spoil, sign);
            Assert.True(status == HttpStatusCode.BadGateway && body.GetProperty("code").GetString() == "provider_failed", $"{name}: {status} {body}");
        }
        Assert200(await SignInAsync("pat", "pat@example.com"));
    }

    [Fact]
    public async Task AStateIsGoodOnceInTheBrowserThatBeganAndForAWhile()
    {
        JsonElement begun = Assert200(await _anonymous.PostAsync($"{Path}/begin"));
        (string code, string state) = _provider.SignIn(begun.GetProperty("url").GetString()!, "pat", "pat@example.com");
        Assert200(await CompleteAsync(code, state, begun));
        (string again, _) = _provider.SignIn(begun.GetProperty("url").GetString()!, "pat", "pat@example.com");
        Api.AssertProblem(HttpStatusCode.BadRequest, "sign_in_stale", await CompleteAsync(again, state, begun));

        // An attacker who has a victim's browser finish what the attacker began would have the victim write into the attacker's account.
        JsonElement attackers = Assert200(await _anonymous.PostAsync($"{Path}/begin"));
        JsonElement victims = Assert200(await _anonymous.PostAsync($"{Path}/begin"));
        (code, state) = _provider.SignIn(attackers.GetProperty("url").GetString()!, "attacker", "attacker@example.com");
        Api.AssertProblem(HttpStatusCode.BadRequest, "sign_in_stale", await CompleteAsync(code, state, victims));

        foreach (object body in (object[])[new { }, new { code }, new { code, state = "x", browser = "y" }, new { code = "", state, browser = state }])
            Api.AssertProblem(HttpStatusCode.BadRequest, "sign_in_stale", await _anonymous.PostAsync($"{Path}/complete", body));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await _anonymous.PostAsync("/api/accounts/providers/other/begin"));
    }

    [Fact]
    public async Task ACodeOfAnotherSignInIsRefusedByTheProof()
    {
        JsonElement one = Assert200(await _anonymous.PostAsync($"{Path}/begin"));
        JsonElement two = Assert200(await _anonymous.PostAsync($"{Path}/begin"));
        (string stolen, _) = _provider.SignIn(one.GetProperty("url").GetString()!, "pat", "pat@example.com");
        (_, string state) = _provider.SignIn(two.GetProperty("url").GetString()!, "mallory", "mallory@example.com");
        Api.AssertProblem(HttpStatusCode.BadGateway, "provider_failed", await CompleteAsync(stolen, state, two));
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> SignInAsync(
        string subject, string email, Action<Dictionary<string, object>>? spoil = null, Func<string, string>? sign = null)
    {
        JsonElement begun = Assert200(await _anonymous.PostAsync($"{Path}/begin"));
        (string code, string state) = _provider.SignIn(begun.GetProperty("url").GetString()!, subject, email, spoil, sign);
        return await CompleteAsync(code, state, begun);
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> CompleteAsync(string code, string state, JsonElement begun) =>
        _anonymous.PostAsync($"{Path}/complete", new { code, state, browser = begun.GetProperty("browser").GetString() });

    private static JsonElement Assert200((HttpStatusCode Status, JsonElement Body) answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Status} {answer.Body}");
        return answer.Body;
    }

    private static Guid Id(JsonElement signedIn) => signedIn.GetProperty("user").GetProperty("id").GetGuid();
}
