using System.Net;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Hosting;

public sealed class EveryFailureIsAProblem(SharedServer server)
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"email\":{\"a\":1}}")]
    [InlineData("\u0000\u0001")]
    public async Task JsonThatIsBrokenOrOfTheWrongShape(string body)
    {
        using var anonymous = new Api(server.Address);
        Api.AssertProblem(HttpStatusCode.BadRequest, "malformed_request", await anonymous.PostTextAsync("/api/accounts/sign-in", body));
    }

    [Fact]
    public async Task JsonThatIsNestedWithoutEnd()
    {
        using var anonymous = new Api(server.Address);
        string deep = string.Concat(Enumerable.Repeat("{\"email\":", 5_000)) + "1" + new string('}', 5_000);
        Api.AssertProblem(HttpStatusCode.BadRequest, "malformed_request", await anonymous.PostTextAsync("/api/accounts/sign-in", deep));
    }

    [Fact]
    public async Task ABodyThatIsTooLarge()
    {
        using Api user = await Api.SignUpAsync(server.Address);
        string large = $"{{\"name\":\"{new string('x', 70_000)}\"}}";
        Api.AssertProblem(HttpStatusCode.RequestEntityTooLarge, "request_too_large", await user.PostTextAsync("/api/workspaces", large));
    }

    [Fact]
    public async Task ABodyOfTheWrongKind()
    {
        using var anonymous = new Api(server.Address);
        Api.AssertProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", await anonymous.PostTextAsync("/api/accounts/sign-in", "email=a", "application/x-www-form-urlencoded"));
    }

    [Fact]
    public async Task AddressesAndMethodsThatAreNotThere()
    {
        using var anonymous = new Api(server.Address);
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await anonymous.GetAsync("/api/nothing"));
        Api.AssertProblem(HttpStatusCode.MethodNotAllowed, "method_not_allowed", await anonymous.GetAsync("/api/accounts/sign-in"));
        Api.AssertProblem(HttpStatusCode.UpgradeRequired, "websocket_expected", await anonymous.GetAsync("/sync"));
    }
}
