using Notion.Crdt;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.Logging;
using Notion.Server.Rooms;
using Notion.Server.Store;

namespace Notion.Server.Demo;

/// <summary>What a new data directory starts with where that is wanted: a user, a workspace, and a page that shows what the product does.</summary>
internal sealed class DemoWorkspace(
    IAccountStore accounts, IWorkspaceStore workspaces, IPageStore pages, IPageLog log, Passwords passwords, AuditTrail audit, TimeProvider time, ILogger<DemoWorkspace> logger)
{
    /// <summary>Documented, so never for a server that strangers can reach.</summary>
    public const string Email = "demo@example.com";

    public const string Password = "demo-password";

    public async Task CreateAsync(CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        var user = new Account(Guid.CreateVersion7(), Email, "Demo", passwords.Hash(Password), now);
        await accounts.TryAddAsync(user, cancellation);
        var workspace = new Workspace(Guid.CreateVersion7(), "Demo workspace", user.Id, now);
        await workspaces.AddAsync(workspace, cancellation);

        var document = new Document(ReplicaId.Create(), new DocumentOptions { TimeProvider = time });
        var update = new PageUpdate(WelcomePage.Write(document, user.Id.ToString()), user.Id, now);
        var page = new Page(Guid.CreateVersion7(), workspace.Id, null, WelcomePage.Title, WelcomePage.Icon, user.Id, now, now);
        await pages.TryAddAsync(page, [], audit.PageCreated(user.Id, page), cancellation);
        await log.AppendAsync(new PageCommit(page.Id, 1, [update], PageProjector.Whole(document), null));
        ServerLog.DemoCreated(logger, Email, Password, page.Id);
    }
}
