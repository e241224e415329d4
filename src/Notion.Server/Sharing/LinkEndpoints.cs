using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.Nodes;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Sharing;

/// <summary><c>/api/pages/{id}/links</c>, for those with full access to the page; and <c>/api/links/open</c>, for whoever has a link.</summary>
internal static class LinkEndpoints
{
    private const int MaxPassword = 200;

    public static void MapLinks(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder links = api.MapGroup("/pages/{pageId:guid}/links");
        links.MapGet("/", ListAsync);
        links.MapPost("/", CreateAsync);
        links.MapPut("/{linkId:guid}", ReplaceAsync);
        links.MapDelete("/{linkId:guid}", RemoveAsync);
        api.MapPost("/links/open", OpenAsync).AllowAnonymous();
    }

    private static async Task<Results<Ok<LinkList>, ProblemHttpResult>> ListAsync(Guid pageId, Caller caller, PageGuard guard, ILinkStore links, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.IsFull) return Problem.AccessTooLow("full");
        return TypedResults.Ok(new LinkList([.. (await links.ListAsync(pageId, cancellation)).Select(link => Answer(link))]));
    }

    private static async Task<Results<Created<LinkAnswer>, ProblemHttpResult>> CreateAsync(
        Guid pageId, LinkRequest request, Caller caller, PageGuard guard, ILinkStore links, Passwords passwords, AuditTrail audit, TimeProvider time, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.IsFull) return Problem.AccessTooLow("full");
        var link = new ShareLink(Guid.CreateVersion7(), pageId, PageAccess.View, null, null, false, caller.UserId, time.GetUtcNow());
        if (Refuse(request, passwords, time, ref link) is { } problem) return problem;
        string token = SessionToken.Create(out byte[] hash);
        if (!await links.TryAddAsync(link, hash, Shared(audit, caller, page, link.Level), cancellation))
            return Problem.Of(StatusCodes.Status409Conflict, ProblemCode.TooManyLinks, $"A page has at most {ShareLink.MaxPerPage} links. Revoke one that is not needed.");
        return TypedResults.Created($"/api/pages/{pageId}/links/{link.Id}", Answer(link, token));
    }

    /// <summary>What the request leaves out is off afterwards. Whoever is visiting has to open the link again.</summary>
    private static async Task<Results<Ok<LinkAnswer>, ProblemHttpResult>> ReplaceAsync(
        Guid pageId, Guid linkId, LinkRequest request, Caller caller, PageGuard guard, ILinkStore links, Passwords passwords, AuditTrail audit, INodeBus bus, TimeProvider time, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.IsFull) return Problem.AccessTooLow("full");
        if ((await links.ListAsync(pageId, cancellation)).FirstOrDefault(link => link.Id == linkId) is not { } link) return NoSuchLink();
        if (Refuse(request, passwords, time, ref link) is { } problem) return problem;
        if (!await links.ReplaceAsync(link, Shared(audit, caller, page, link.Level), CancellationToken.None)) return NoSuchLink();
        bus.Publish(new NodeMessage.AccessChanged(page.Page.WorkspaceId, pageId, null));
        return TypedResults.Ok(Answer(link));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid pageId, Guid linkId, Caller caller, PageGuard guard, ILinkStore links, AuditTrail audit, INodeBus bus, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.IsFull) return Problem.AccessTooLow("full");
        if (!await links.RemoveAsync(pageId, linkId, Shared(audit, caller, page, PageAccess.None), CancellationToken.None)) return NoSuchLink();
        bus.Publish(new NodeMessage.AccessChanged(page.Page.WorkspaceId, pageId, null));
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<LinkVisitAnswer>, ProblemHttpResult>> OpenAsync(
        OpenLinkRequest request, HttpContext context, LinkService service, ILinkStore links, PageGuard guard, Passwords passwords, SignInGuard attempts, CancellationToken cancellation)
    {
        if (!SessionToken.TryHash(request.Token, out byte[] hash) || await links.FindAsync(hash, cancellation) is not { } link || service.IsOver(link)) return NotALink();
        if (link.PasswordHash is { } wanted)
        {
            if (string.IsNullOrEmpty(request.Password)) return Problem.Of(StatusCodes.Status401Unauthorized, ProblemCode.PasswordNeeded, "This link asks for a password. Send it as password.");
            if (await CheckPasswordAsync(link, wanted, request.Password, context, passwords, attempts, cancellation) is { } problem) return problem;
        }
        if (await service.VisitAsync(link, cancellation) is not { } started) return NotALink();
        if (await guard.FindAsync(link.PageId, Asker.Visitor(link.Id, started.Visit.TokenHash), cancellation) is not { } page) return NotALink();
        if (!link.SearchEngines) context.Response.Headers["X-Robots-Tag"] = "noindex";
        return TypedResults.Ok(new LinkVisitAnswer(started.Token, started.Visit.ExpiresAt, page.Page.Id, page.Level.Name(), link.SearchEngines));
    }

    /// <summary>Counts guesses at a link's password as sign-ins at an account are counted.</summary>
    private static async Task<ProblemHttpResult?> CheckPasswordAsync(
        ShareLink link, string wanted, string given, HttpContext context, Passwords passwords, SignInGuard attempts, CancellationToken cancellation)
    {
        string name = $"link {link.Id}";
        if ((await attempts.BeginAsync(name, context.Connection.RemoteIpAddress, cancellation)).Wait is { } wait)
            return Problem.TryLater(context, wait, "Too many wrong passwords for this link. Wait as long as the Retry-After header says, then try again.");
        var account = new Account(link.Id, string.Empty, string.Empty, wanted, link.CreatedAt);
        if (given.Length > MaxPassword || !passwords.Check(account, given, out _))
            return Problem.Of(StatusCodes.Status401Unauthorized, ProblemCode.WrongCredentials, "The password is wrong. Ask whoever sent the link.");
        await attempts.SucceededAsync(name, context.Connection.RemoteIpAddress, cancellation);
        return null;
    }

    private static ProblemHttpResult? Refuse(LinkRequest request, Passwords passwords, TimeProvider time, ref ShareLink link)
    {
        if (PermissionNames.Level(request.Level ?? "view") is not { } level || level is not (PageAccess.View or PageAccess.Comment)) return Problem.Field("level", "A link gives view or comment. Who edits signs in.");
        if (request.Password is { Length: 0 or > MaxPassword }) return Problem.Field("password", $"A password has 1 to {MaxPassword} characters. Leave it out for none.");
        if (request.ExpiresAt <= time.GetUtcNow()) return Problem.Field("expiresAt", "This time is over. Leave it out for a link that does not end.");
        link = link with
        {
            Level = level,
            PasswordHash = request.Password is { } password ? passwords.Hash(password) : null,
            ExpiresAt = request.ExpiresAt is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end.ToUnixTimeMilliseconds()) : null,
            SearchEngines = request.SearchEngines ?? false,
        };
        return null;
    }

    private static AuditEvent Shared(AuditTrail audit, Caller caller, VisiblePage page, PageAccess level) =>
        audit.PageShared(caller.UserId, page.Page.WorkspaceId, page.Page.Id, "link", null, level.Name());

    private static ProblemHttpResult NoSuchLink() => Problem.Of(StatusCodes.Status404NotFound, ProblemCode.NotFound, "The page has no such link. Look at GET /api/pages/{id}/links.");

    private static ProblemHttpResult NotALink() => Problem.Of(StatusCodes.Status404NotFound, ProblemCode.NotFound, "This link leads nowhere: it was revoked, is over, or never was one. Ask whoever sent it.");

    private static LinkAnswer Answer(ShareLink link, string? token = null) =>
        new(link.Id, link.PageId, link.Level.Name(), link.PasswordHash is not null, link.ExpiresAt, link.SearchEngines, link.CreatedAt, token);
}
