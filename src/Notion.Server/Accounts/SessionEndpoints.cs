using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Problems;
using Notion.Server.Store;

namespace Notion.Server.Accounts;

/// <summary><c>/api/accounts/sessions</c> and sign-out. A session that ends takes its sockets with it, on every node.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder accounts)
    {
        accounts.MapPost("/sign-out", SignOutAsync);
        accounts.MapGet("/sessions", ListAsync);
        accounts.MapDelete("/sessions", SignOutEverywhereAsync);
        accounts.MapDelete("/sessions/{sessionId:guid}", EndAsync);
    }

    private static async Task<NoContent> SignOutAsync(Caller caller, SessionService sessions, CancellationToken cancellation)
    {
        await sessions.EndAsync(caller.UserId, caller.Session.Id, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<SessionList>> ListAsync(Caller caller, SessionService sessions, CancellationToken cancellation) =>
        TypedResults.Ok(new SessionList([.. (await sessions.ListAsync(caller.UserId, cancellation)).Select(session => Answer(session, caller))]));

    private static async Task<NoContent> SignOutEverywhereAsync(Caller caller, SessionService sessions, CancellationToken cancellation)
    {
        await sessions.EndAllAsync(caller.UserId, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(Guid sessionId, Caller caller, SessionService sessions, CancellationToken cancellation) =>
        await sessions.EndAsync(caller.UserId, sessionId, cancellation)
            ? TypedResults.NoContent()
            : Problem.Of(StatusCodes.Status404NotFound, ProblemCode.NotFound, "There is no such session among yours. Look at GET /api/accounts/sessions.");

    private static SessionAnswer Answer(Session session, Caller caller) => new(
        session.Id, session.Id == caller.Session.Id, session.CreatedAt, session.LastUsedAt, session.ExpiresAt, session.Origin.Address, session.Origin.UserAgent);
}
