using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Sharing;

namespace Notion.Server.Accounts;

/// <summary>Authenticates <c>Authorization: Bearer …</c>: the token of a session, of an integration, or of a visitor who came with a link.</summary>
internal sealed class BearerHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Credentials credentials, LinkService links)
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
        if (LinkService.IsVisit(token)) return await AuthenticateVisitorAsync(token);
        if (await credentials.FindAsync(token, Context.RequestAborted) is not { } caller) return AuthenticateResult.Fail("The token is wrong or expired.");
        Context.Features.Set(caller);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, caller.UserId.ToString()), new Claim(ClaimTypes.Name, caller.UserName)], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    /// <summary>A visitor's token is one only where visitors may go.</summary>
    private async Task<AuthenticateResult> AuthenticateVisitorAsync(string token)
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<VisitorsWelcome>() is null) return AuthenticateResult.Fail("This takes a signed-in user.");
        if (await links.FindVisitAsync(token, Context.RequestAborted) is not { } visit) return AuthenticateResult.Fail("The visit has ended.");
        Context.Features.Set(Asker.Visitor(visit.LinkId, visit.TokenHash));
        if (!visit.SearchEngines) Response.Headers["X-Robots-Tag"] = "noindex";
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(Scheme.Name)), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.Append(HeaderNames.WWWAuthenticate, "Bearer");
        string detail = ReadToken(Request) is null
            ? "This needs a signed-in user. Send 'Authorization: Bearer <token>' with a token from POST /api/accounts/sign-in."
            : "The token is wrong, signed out or expired. Get a new one from POST /api/accounts/sign-in.";
        return Problem.WriteAsync(Context, Problem.Of(StatusCodes.Status401Unauthorized, ProblemCode.Unauthorized, detail));
    }

    /// <summary>Whoever refuses leaves the answer among the request's features.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem.WriteAsync(
            Context,
            Context.Features.Get<ProblemHttpResult>() ?? Problem.Of(StatusCodes.Status403Forbidden, ProblemCode.SessionRequired, "Only a signed-in user may do this. Sign in with POST /api/accounts/sign-in."));
}
