using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Notion.Server.Auditing;
using Notion.Server.EntityTags;
using Notion.Server.Invitations;
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
        accounts.MapGet("/me", (Caller caller) => TypedResults.Ok(Answer(caller.Session)));
        accounts.MapPatch("/me", ChangeAsync).WithEntityTag();
        accounts.MapSessions();
    }

    private static async Task<Results<Created<SignedInAnswer>, ProblemHttpResult>> SignUpAsync(
        SignUpRequest request,
        HttpContext context,
        IAccountStore accounts,
        IInvitationStore invitations,
        Passwords passwords,
        SessionService sessions,
        SignInGuard guard,
        IOptions<NotionServerOptions> options,
        TimeProvider time,
        CancellationToken cancellation)
    {
        if (AccountRules.Refuses(request, out ProblemHttpResult? problem)) return problem;
        if (await guard.BeginSignUpAsync(context.Connection.RemoteIpAddress, cancellation) is { } wait)
            return Problem.TryLater(context, wait, "Too many sign-ups from this address. Wait as long as the Retry-After header says, then try again.");
        string email = AccountRules.Normalize(request.Email)!;
        if (options.Value.SignUp == WhoMaySignUp.Invited && (await InvitationEndpoints.FindAsync(request.Invitation, invitations, time, cancellation))?.Email != email)
            return Problem.Of(StatusCodes.Status403Forbidden, ProblemCode.InvitationNeeded, "Only who was invited signs up here. Send the token of an open invitation to this email as invitation.");
        var account = new Account(Guid.CreateVersion7(), email, request.Name!.Trim(), passwords.Hash(request.Password!), time.GetUtcNow());
        if (!await accounts.TryAddAsync(account, cancellation))
            return Problem.Of(StatusCodes.Status409Conflict, ProblemCode.EmailTaken, "There is an account with this email. Sign in instead, or use another email.");
        (string token, Session session) = (await sessions.StartAsync(account, RequestOrigin.Of(context), false, null, cancellation))!.Value;
        return TypedResults.Created("/api/accounts/me", SignedIn(token, session));
    }

    private static async Task<Results<Ok<SignedInAnswer>, ProblemHttpResult>> SignInAsync(
        SignInRequest request, HttpContext context, IAccountStore accounts, Passwords passwords, SessionService sessions, SignInGuard guard, AuditTrail audit, CancellationToken cancellation)
    {
        string email = AccountRules.Normalize(request.Email) ?? string.Empty;
        (int attempts, TimeSpan? wait) = await guard.BeginAsync(email, context.Connection.RemoteIpAddress, cancellation);
        if (wait is { } left) return TooManyAttempts(context, left);

        Account? account = await accounts.FindByEmailAsync(email, cancellation);
        string password = AccountRules.IsPasswordPossible(request.Password) ? request.Password : string.Empty;
        if (!passwords.Check(account, password, out bool needsRehash)) return await RefuseAsync();

        if (needsRehash)
        {
            string fresh = passwords.Hash(password);
            if (!await accounts.ReplacePasswordHashAsync(account!.Id, account.PasswordHash, fresh, cancellation)) return await RefuseAsync();
            account = account with { PasswordHash = fresh };
        }
        if (await sessions.StartAsync(account!, RequestOrigin.Of(context), true, audit.LoggedIn(account!.Id, "password"), cancellation) is not { } started) return await RefuseAsync();
        await guard.SucceededAsync(email, context.Connection.RemoteIpAddress, cancellation);
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
        (int attempts, TimeSpan? wait) = await guard.BeginAsync(account.Email, context.Connection.RemoteIpAddress, cancellation);
        if (wait is { } left) return TooManyAttempts(context, left);

        string current = AccountRules.IsPasswordPossible(request.CurrentPassword) ? request.CurrentPassword : string.Empty;
        bool right = account.PasswordHash.Length == 0 || passwords.Check(account, current, out _);
        if (!right || !await accounts.ChangePasswordAsync(account.Id, account.PasswordHash, passwords.Hash(request.NewPassword), caller.Session.Id, cancellation))
        {
            await audit.LoginFailedAsync(account.Email, "wrong_current_password", attempts, cancellation);
            return Problem.Of(StatusCodes.Status403Forbidden, ProblemCode.WrongCredentials, "The current password is wrong. Check it, then send both again.");
        }
        sessions.Ended(account.Id);
        await guard.SucceededAsync(account.Email, context.Connection.RemoteIpAddress, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<UserAnswer>, ProblemHttpResult>> ChangeAsync(
        ChangeAccountRequest request, HttpContext context, Caller caller, IAccountStore accounts, CancellationToken cancellation)
    {
        if (NameField.Refuse(request.Name, out string name) is { } problem) return problem;
        UserAnswer current = Answer(caller.Session);
        if (EntityTag.Refuse(context, current) is { } stale) return stale;
        string? expected = EntityTag.AsksForOne(context) ? current.Name : null;
        return await accounts.TryRenameAsync(caller.UserId, name, expected, cancellation) ? TypedResults.Ok(current with { Name = name }) : EntityTag.Stale();
    }

    public static SignedInAnswer SignedIn(string token, Session session) => new(token, session.ExpiresAt, Answer(session));

    private static UserAnswer Answer(Session session) => new(session.UserId, session.UserEmail, session.EmailVerified, session.UserName);

    private static ProblemHttpResult TooManyAttempts(HttpContext context, TimeSpan wait) =>
        Problem.TryLater(context, wait, "Too many failed sign-ins. Wait as long as the Retry-After header says, then try again.");
}
