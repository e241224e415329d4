using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Notion.Server.Problems;

namespace Notion.Server.Accounts;

/// <summary>Authenticates <c>Authorization: Bearer …</c>: the token of a session, or of an integration.</summary>
internal sealed class BearerHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Credentials credentials)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Notion";

    private const string Prefix = "Bearer ";

    /// <summary>The token of the Authorization header; null where there is none.</summary>
    public static string? ReadToken(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (ReadToken(Request) is not { } token) return AuthenticateResult.NoResult();
        if (await credentials.FindAsync(token, Context.RequestAborted) is not { } caller) return AuthenticateResult.Fail("The token is wrong or expired.");
        Context.Features.Set(caller);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, caller.UserId.ToString()), new Claim(ClaimTypes.Name, caller.UserName)], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.Append(HeaderNames.WWWAuthenticate, "Bearer");
        string detail = ReadToken(Request) is null
            ? "This needs a signed-in user. Send 'Authorization: Bearer <token>' with a token from POST /api/accounts/sign-in."
            : "The token is wrong, signed out or expired. Get a new one from POST /api/accounts/sign-in.";
        return Problem.Of(StatusCodes.Status401Unauthorized, ProblemCode.Unauthorized, detail).ExecuteAsync(Context);
    }

    /// <summary>Whoever refuses leaves the answer among the request's features.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        (Context.Features.Get<ProblemHttpResult>() ?? Problem.Of(StatusCodes.Status403Forbidden, ProblemCode.SessionRequired, "Only a signed-in user may do this. Sign in with POST /api/accounts/sign-in."))
        .ExecuteAsync(Context);
}
