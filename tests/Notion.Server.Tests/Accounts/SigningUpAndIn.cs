using System.Net;
using System.Text.Json;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Accounts;

public sealed class SigningUpAndIn(SharedServer server)
{
    [Fact]
    public async Task SigningUpGivesATokenThatWorks()
    {
        using Api user = await Api.SignUpAsync(server.Address, "Ann.Smith+1@Example.com");
        (HttpStatusCode status, JsonElement me) = await user.GetAsync("/api/accounts/me");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ann.smith+1@example.com", me.GetProperty("email").GetString());
        Assert.Equal(user.UserId, me.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task SigningInAgainGivesAnotherTokenAndBothWork()
    {
        using Api first = await Api.SignUpAsync(server.Address, "twice@example.com");
        (HttpStatusCode status, JsonElement answer) = await first.PostAsync("/api/accounts/sign-in", new { email = " TWICE@example.com ", password = Api.Password });
        Assert.Equal(HttpStatusCode.OK, status);
        using var second = new Api(server.Address, answer.GetProperty("token").GetString());
        Assert.NotEqual(first.Token, second.Token);
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync("/api/accounts/me")).Status);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/api/accounts/me")).Status);
    }

    [Fact]
    public async Task AnEmailIsTakenOnceWhateverItsCase()
    {
        using Api first = await Api.SignUpAsync(server.Address, "once@example.com");
        Api.AssertProblem(HttpStatusCode.Conflict, "email_taken", await first.PostAsync("/api/accounts/sign-up", new { email = "ONCE@example.com", name = "B", password = Api.Password }));
    }

    [Theory]
    [InlineData("email", "nobody", "Name", "long enough")]
    [InlineData("email", "a b@example.com", "Name", "long enough")]
    [InlineData("email", null, "Name", "long enough")]
    [InlineData("name", "x@example.com", "  ", "long enough")]
    [InlineData("name", "x@example.com", "a\u0007b", "long enough")]
    [InlineData("password", "x@example.com", "Name", "short")]
    [InlineData("password", "x@example.com", "Name", null)]
    public async Task AFieldThatIsWrongIsNamed(string field, string? email, string? name, string? password)
    {
        using var anonymous = new Api(server.Address);
        (HttpStatusCode Status, JsonElement Body) answer = await anonymous.PostAsync("/api/accounts/sign-up", new { email, name, password });
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", answer);
        Assert.Equal(field, answer.Body.GetProperty("field").GetString());
    }

    [Fact]
    public async Task SigningOutEndsTheTokenAndNoOther()
    {
        using Api first = await Api.SignUpAsync(server.Address, "leaver@example.com");
        (_, JsonElement answer) = await first.PostAsync("/api/accounts/sign-in", new { email = "leaver@example.com", password = Api.Password });
        using var second = new Api(server.Address, answer.GetProperty("token").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await first.PostAsync("/api/accounts/sign-out")).Status);
        Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await first.GetAsync("/api/accounts/me"));
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/api/accounts/me")).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task WithoutAGoodTokenNothingIsToldAboutAnything(string? token)
    {
        using var stranger = new Api(server.Address, token);
        var id = Guid.NewGuid();
        foreach (string path in (string[])["/api/accounts/me", "/api/workspaces", $"/api/workspaces/{id}", $"/api/workspaces/{id}/members", $"/api/workspaces/{id}/pages", $"/api/pages/{id}"])
            Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await stranger.GetAsync(path));
        foreach (string path in (string[])["/api/accounts/sign-out", "/api/workspaces", $"/api/workspaces/{id}/invitations", $"/api/workspaces/{id}/pages"])
            Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await stranger.PostAsync(path, new { }));
    }
}
