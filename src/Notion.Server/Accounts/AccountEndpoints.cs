using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Auditing;
using Notion.Server.Problems;
using Notion.Server.Store;
using Notion.Server.Sync;

namespace Notion.Server.Accounts;

/// <summary><c>/api/accounts</c>: sign-up, sign-in, sign-out, who am I.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder accounts = api.MapGroup("/accounts");
        accounts.MapPost("/sign-up", SignUpAsync).AllowAnonymous();
        accounts.MapPost("/sign-in", SignInAsync).AllowAnonymous();
        accounts.MapPost("/sign-out", SignOutAsync);
        accounts.MapGet("/me", (Caller caller) => TypedResults.Ok(new UserAnswer(caller.UserId, caller.Session.UserEmail, caller.Session.UserName)));
    }

    private static async Task<Results<Created<SignedInAnswer>, ProblemHttpResult>> SignUpAsync(
        SignUpRequest request, IAccountStore accounts, Passwords passwords, SessionService sessions, TimeProvider time, CancellationToken cancellation)
    {
        if (AccountRules.Refuses(request, out ProblemHttpResult? problem)) return problem;
        var account = new Account(Guid.CreateVersion7(), AccountRules.Normalize(request.Email)!, request.Name!.Trim(), passwords.Hash(request.Password!), time.GetUtcNow());
        if (!await accounts.TryAddAsync(account, cancellation))
            return Problem.Of(StatusCodes.Status409Conflict, ProblemCode.EmailTaken, "There is an account with this email. Sign in instead, or use another email.");
        return TypedResults.Created("/api/accounts/me", await StartAsync(account, sessions, cancellation));
    }

    private static async Task<Results<Ok<SignedInAnswer>, ProblemHttpResult>> SignInAsync(
        SignInRequest request, HttpContext context, IAccountStore accounts, Passwords passwords, SessionService sessions, SignInGuard guard, AuditTrail audit, CancellationToken cancellation)
    {
        string email = AccountRules.Normalize(request.Email) ?? string.Empty;
        if (guard.Refuse(email, context.Connection.RemoteIpAddress) is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Problem.Of(StatusCodes.Status429TooManyRequests, ProblemCode.TooManyAttempts, "Too many failed sign-ins. Wait as long as the Retry-After header says, then try again.");
        }

        Account? account = await accounts.FindByEmailAsync(email, cancellation);
        string password = AccountRules.IsPasswordPossible(request.Password) ? request.Password : string.Empty;
        if (!passwords.Check(account, password, out bool needsRehash))
        {
            guard.Failed(email, context.Connection.RemoteIpAddress);
            await audit.LoginFailedAsync(email, cancellation);
            return Problem.Of(StatusCodes.Status401Unauthorized, ProblemCode.WrongCredentials, "Email or password is wrong. Check both, or sign up.");
        }

        guard.Succeeded(email, context.Connection.RemoteIpAddress);
        if (needsRehash) await accounts.ReplacePasswordHashAsync(account!.Id, passwords.Hash(password), cancellation);
        await audit.LoggedInAsync(account!.Id, cancellation);
        return TypedResults.Ok(await StartAsync(account, sessions, cancellation));
    }

    private static async Task<NoContent> SignOutAsync(Caller caller, SessionService sessions, ConnectionRegistry connections, CancellationToken cancellation)
    {
        await sessions.EndAsync(caller.Session.TokenHash, cancellation);
        connections.EndSession(caller.Session.TokenHash);
        return TypedResults.NoContent();
    }

    private static async Task<SignedInAnswer> StartAsync(Account account, SessionService sessions, CancellationToken cancellation)
    {
        (string token, Session session) = await sessions.StartAsync(account, cancellation);
        return new SignedInAnswer(token, session.ExpiresAt, new UserAnswer(account.Id, account.Email, account.Name));
    }
}
