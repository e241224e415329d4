using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.Logging;
using Notion.Server.Problems;
using Notion.Server.Store;

namespace Notion.Server.ExternalSignIn;

/// <summary>
/// <c>/api/accounts/providers</c>: sign-in with an OpenID Connect provider. Nobody comes into an account that is there by an email alone: who has one adds the provider while signed in.
/// </summary>
internal static class ExternalSignInEndpoints
{
    private const string DefaultName = "New user";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public static void MapExternalSignIn(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder providers = api.MapGroup("/accounts/providers");
        providers.MapGet("/", (Providers all) => TypedResults.Ok(new ProviderList([.. all.Names]))).AllowAnonymous();
        providers.MapPost("/{name}/begin", BeginSignInAsync).AllowAnonymous();
        providers.MapPost("/{name}/link", BeginLinkAsync);
        providers.MapPost("/{name}/complete", CompleteAsync).AllowAnonymous();
    }

    private static async Task<Results<Ok<BeginAnswer>, ProblemHttpResult>> BeginSignInAsync(
        string name, HttpContext context, Providers providers, IExternalLoginStore logins, SignInGuard guard, TimeProvider time, ILoggerFactory log, CancellationToken cancellation) =>
        await guard.BeginWithProviderAsync(context.Connection.RemoteIpAddress, cancellation) is { } wait
            ? Problem.TryLater(context, wait, "Too many sign-ins from this address. Wait as long as the Retry-After header says, then try again.")
            : await BeginAsync(name, null, providers, logins, time, log, cancellation);

    private static Task<Results<Ok<BeginAnswer>, ProblemHttpResult>> BeginLinkAsync(
        string name, Caller caller, Providers providers, IExternalLoginStore logins, TimeProvider time, ILoggerFactory log, CancellationToken cancellation) =>
        BeginAsync(name, caller.UserId, providers, logins, time, log, cancellation);

    private static async Task<Results<Ok<BeginAnswer>, ProblemHttpResult>> BeginAsync(
        string name, Guid? userId, Providers providers, IExternalLoginStore logins, TimeProvider time, ILoggerFactory log, CancellationToken cancellation)
    {
        if (providers.Find(name) is not { } provider) return NoSuchProvider();
        (string state, string browser, string nonce, string verifier) = (SessionToken.Create(), SessionToken.Create(), SessionToken.Create(), SessionToken.Create());
        SessionToken.TryHash(state, out byte[] stateHash);
        SessionToken.TryHash(browser, out byte[] browserHash);
        DateTimeOffset now = time.GetUtcNow();
        try
        {
            string url = await provider.AuthorizeUriAsync(state, nonce, Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))), cancellation);
            await logins.BeginAsync(new ExternalSignInAttempt(stateHash, browserHash, name, nonce, verifier, userId, now + Lifetime), now, cancellation);
            return TypedResults.Ok(new BeginAnswer(url, browser));
        }
        catch (ProviderException exception)
        {
            ServerLog.ProviderFailed(log.CreateLogger(typeof(ExternalSignInEndpoints)), name, exception);
            return ProviderFailed();
        }
    }

    private static async Task<Results<Ok<SignedInAnswer>, ProblemHttpResult>> CompleteAsync(
        string name,
        CompleteRequest request,
        HttpContext context,
        Providers providers,
        IExternalLoginStore logins,
        IAccountStore accounts,
        SessionService sessions,
        SignInGuard guard,
        AuditTrail audit,
        TimeProvider time,
        ILoggerFactory log,
        CancellationToken cancellation)
    {
        if (providers.Find(name) is not { } provider) return NoSuchProvider();
        if (!SessionToken.TryHash(request.State, out byte[] state) || !SessionToken.TryHash(request.Browser, out byte[] browser) || string.IsNullOrEmpty(request.Code)
            || await logins.TakeAsync(state, cancellation) is not { } attempt
            || !CryptographicOperations.FixedTimeEquals(attempt.BrowserHash, browser) || attempt.Provider != name || attempt.ExpiresAt <= time.GetUtcNow())
            return Problem.Of(StatusCodes.Status400BadRequest, ProblemCode.SignInStale, "This sign-in was not begun here, is over, or was finished before. Begin again.");

        ExternalIdentity identity;
        try
        {
            identity = await provider.RedeemAsync(request.Code, attempt.CodeVerifier, attempt.Nonce, cancellation);
        }
        catch (ProviderException exception)
        {
            ServerLog.ProviderFailed(log.CreateLogger(typeof(ExternalSignInEndpoints)), name, exception);
            await audit.LoginFailedAsync(string.Empty, "provider_refused", 1, cancellation);
            return ProviderFailed();
        }

        var login = new ExternalLogin(identity.Issuer, identity.Subject);
        Account? account = await logins.FindAsync(login, cancellation);
        if (attempt.UserId is { } linking)
        {
            if (!await logins.TryLinkAsync(linking, login, AccountRules.Normalize(identity.Email), time.GetUtcNow(), cancellation))
                return Problem.Of(StatusCodes.Status409Conflict, ProblemCode.LoginTaken, "Another account signs in with this identity of the provider. Sign in with it there.");
            account = await accounts.FindAsync(linking, cancellation);
        }
        else if (account is null)
        {
            if (AccountRules.Normalize(identity.Email) is not { } email)
                return Problem.Of(StatusCodes.Status403Forbidden, ProblemCode.EmailNotVerified, "The provider has not verified your email. Have it verified there, or sign up with a password.");
            if (await guard.BeginSignUpAsync(context.Connection.RemoteIpAddress, cancellation) is { } wait)
                return Problem.TryLater(context, wait, "Too many sign-ups from this address. Wait as long as the Retry-After header says, then try again.");
            string person = NameField.IsGood(identity.Name) ? identity.Name.Trim() : DefaultName;
            account = new Account(Guid.CreateVersion7(), email, person, string.Empty, time.GetUtcNow()) { EmailVerifiedAt = time.GetUtcNow() };
            if (!await logins.TryAddAsync(account, login, cancellation))
                return Problem.Of(StatusCodes.Status409Conflict, ProblemCode.EmailTaken, "There is an account with this email. Sign in to it with its password, and add the provider there.");
        }

        (string token, Session session) = (await sessions.StartAsync(account!, RequestOrigin.Of(context), false, audit.LoggedIn(account!.Id, "oauth"), cancellation))!.Value;
        return TypedResults.Ok(AccountEndpoints.SignedIn(token, session));
    }

    private static ProblemHttpResult NoSuchProvider() =>
        Problem.Of(StatusCodes.Status404NotFound, ProblemCode.NotFound, "There is no such provider here. Look at GET /api/accounts/providers.");

    private static ProblemHttpResult ProviderFailed() =>
        Problem.Of(StatusCodes.Status502BadGateway, ProblemCode.ProviderFailed, "The provider did not vouch for you. Begin again; if it stays, tell the operator the time of this answer.");
}
