using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Auditing;
using Notion.Server.EntityTags;
using Notion.Server.Problems;
using Notion.Server.Store;

namespace Notion.Server.Accounts;

/// <summary><c>/api/accounts</c>: sign-up, sign-in, who am I, another name, another password.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder accounts = api.MapGroup("/accounts");
        accounts.MapPost("/sign-up", SignUpAsync).AllowAnonymous();
        accounts.MapPost("/sign-in", SignInAsync).AllowAnonymous();
        accounts.MapPost("/password", ChangePasswordAsync);
        accounts.MapGet("/me", (Caller caller) => TypedResults.Ok(Answer(caller.Session))).WithEntityTag();
        accounts.MapPatch("/me", ChangeAsync).WithEntityTag();
        accounts.MapSessions();
    }

    private static async Task<Results<Created<SignedInAnswer>, ProblemHttpResult>> SignUpAsync(
        SignUpRequest request, HttpContext context, IAccountStore accounts, Passwords passwords, SessionService sessions, SignInGuard guard, TimeProvider time, CancellationToken cancellation)
    {
        if (AccountRules.Refuses(request, out ProblemHttpResult? problem)) return problem;
        if (guard.BeginSignUp(context.Connection.RemoteIpAddress) is { } wait)
            return Problem.TryLater(context, wait, "Too many sign-ups from this address. Wait as long as the Retry-After header says, then try again.");
        var account = new Account(Guid.CreateVersion7(), AccountRules.Normalize(request.Email)!, request.Name!.Trim(), passwords.Hash(request.Password!), time.GetUtcNow());
        if (!await accounts.TryAddAsync(account, cancellation))
            return Problem.Of(StatusCodes.Status409Conflict, ProblemCode.EmailTaken, "There is an account with this email. Sign in instead, or use another email.");
        (string token, Session session) = (await sessions.StartAsync(account, RequestOrigin.Of(context), false, cancellation))!.Value;
        return TypedResults.Created("/api/accounts/me", SignedIn(token, session));
    }

    private static async Task<Results<Ok<SignedInAnswer>, ProblemHttpResult>> SignInAsync(
        SignInRequest request, HttpContext context, IAccountStore accounts, Passwords passwords, SessionService sessions, SignInGuard guard, AuditTrail audit, CancellationToken cancellation)
    {
        string email = AccountRules.Normalize(request.Email) ?? string.Empty;
        if (guard.Begin(email, context.Connection.RemoteIpAddress, out int attempts) is { } wait) return TooManyAttempts(context, wait);

        Account? account = await accounts.FindByEmailAsync(email, cancellation);
        string password = AccountRules.IsPasswordPossible(request.Password) ? request.Password : string.Empty;
        if (!passwords.Check(account, password, out bool needsRehash)) return await RefuseAsync();

        if (needsRehash)
        {
            string fresh = passwords.Hash(password);
            if (!await accounts.ReplacePasswordHashAsync(account!.Id, account.PasswordHash, fresh, cancellation)) return await RefuseAsync();
            account = account with { PasswordHash = fresh };
        }
        if (await sessions.StartAsync(account!, RequestOrigin.Of(context), true, cancellation) is not { } started) return await RefuseAsync();
        guard.Succeeded(email, context.Connection.RemoteIpAddress);
        await audit.LoggedInAsync(account!.Id, "password", cancellation);
        return TypedResults.Ok(SignedIn(started.Token, started.Session));

        async Task<ProblemHttpResult> RefuseAsync()
        {
            await audit.LoginFailedAsync(email, "wrong_credentials", attempts, cancellation);
            return Problem.Of(StatusCodes.Status401Unauthorized, ProblemCode.WrongCredentials, "Email or password is wrong. Check both, or sign up.");
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangePasswordAsync(
        ChangePasswordRequest request,
        Caller caller,
        HttpContext context,
        IAccountStore accounts,
        Passwords passwords,
        SessionService sessions,
        SignInGuard guard,
        AuditTrail audit,
        CancellationToken cancellation)
    {
        if (!AccountRules.IsPasswordGood(request.NewPassword)) return AccountRules.BadPassword("newPassword");
        if (await accounts.FindAsync(caller.UserId, cancellation) is not { } account) return Problem.Of(StatusCodes.Status404NotFound, ProblemCode.NotFound, "The account is gone.");
        if (guard.Begin(account.Email, context.Connection.RemoteIpAddress, out int attempts) is { } wait) return TooManyAttempts(context, wait);

        string current = AccountRules.IsPasswordPossible(request.CurrentPassword) ? request.CurrentPassword : string.Empty;
        bool right = account.PasswordHash.Length == 0 || passwords.Check(account, current, out _);
        if (!right || !await accounts.ChangePasswordAsync(account.Id, account.PasswordHash, passwords.Hash(request.NewPassword), caller.Session.Id, cancellation))
        {
            await audit.LoginFailedAsync(account.Email, "wrong_current_password", attempts, cancellation);
            return Problem.Of(StatusCodes.Status403Forbidden, ProblemCode.WrongCredentials, "The current password is wrong. Check it, then send both again.");
        }
        guard.Succeeded(account.Email, context.Connection.RemoteIpAddress);
        sessions.Ended(account.Id);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<UserAnswer>, ProblemHttpResult>> ChangeAsync(
        ChangeAccountRequest request, HttpContext context, Caller caller, IAccountStore accounts, CancellationToken cancellation)
    {
        if (!AccountRules.IsNameGood(request.Name)) return AccountRules.BadName();
        UserAnswer current = Answer(caller.Session);
        if (EntityTag.Refuse(context, current) is { } problem) return problem;
        string name = request.Name.Trim();
        string? expected = context.Request.Headers.IfMatch.Count > 0 ? current.Name : null;
        return await accounts.TryRenameAsync(caller.UserId, name, expected, cancellation) ? TypedResults.Ok(current with { Name = name }) : EntityTag.Stale();
    }

    public static SignedInAnswer SignedIn(string token, Session session) => new(token, session.ExpiresAt, Answer(session));

    private static UserAnswer Answer(Session session) => new(session.UserId, session.UserEmail, session.UserName);

    private static ProblemHttpResult TooManyAttempts(HttpContext context, TimeSpan wait) =>
        Problem.TryLater(context, wait, "Too many failed sign-ins. Wait as long as the Retry-After header says, then try again.");
}
