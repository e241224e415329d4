using Notion.Server.Permissions;
using Notion.Server.Store;
using Notion.Server.Store.Sql;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Permissions;

/// <summary>A random workspace from a seed, in the oracle and in a store alike.</summary>
internal static class RandomWorkspace
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <returns>The oracle, and every user: members of each role, and one who belongs elsewhere.</returns>
    public static async Task<(PermissionOracle Oracle, Guid[] Users)> MakeAsync(ISqlDatabase database, int seed)
    {
        var random = new Random(seed);
        var oracle = new PermissionOracle { Id = Id(random), MemberAccess = Level(random) };
        Guid[] users = [.. Enumerable.Range(0, 7).Select(_ => Id(random))];
        WorkspaceRole[] roles = [WorkspaceRole.Owner, WorkspaceRole.Admin, WorkspaceRole.Member, WorkspaceRole.Member, WorkspaceRole.Guest, WorkspaceRole.Guest];
        for (int i = 0; i < roles.Length; i++) oracle.Roles[users[i]] = roles[i];
        for (int i = 0; i < 3; i++) oracle.Groups[Id(random)] = [.. users[..6].Where(_ => random.Next(2) == 0)];

        int count = random.Next(1, 25);
        for (int i = 0; i < count; i++)
        {
            Guid? parent = i == 0 || random.Next(5) == 0 ? null : oracle.Pages.Keys.ElementAt(random.Next(oracle.Pages.Count));
            var page = new PermissionOracle.OraclePage { Parent = parent, IsRestricted = random.Next(6) == 0, IsTrashed = random.Next(12) == 0 };
            for (int grants = random.Next(4); grants > 0; grants--)
            {
                (GranteeKind, Guid) grantee = random.Next(4) switch
                {
                    0 => (GranteeKind.User, users[random.Next(users.Length)]),
                    1 => (GranteeKind.Group, oracle.Groups.Keys.ElementAt(random.Next(3))),
                    2 => (GranteeKind.Everyone, oracle.Id),
                    _ => (GranteeKind.Guests, oracle.Id),
                };
                page.Says[grantee] = Level(random);
            }
            oracle.Pages.Add(Id(random), page);
        }
        for (int i = random.Next(3); i > 0; i--)
            oracle.Links.Add(Id(random), (oracle.Pages.Keys.ElementAt(random.Next(count)), random.Next(2) == 0 ? PageAccess.View : PageAccess.Comment));
        await StoreAsync(database, oracle, users);
        return (oracle, users);
    }

    private static Task<bool> StoreAsync(ISqlDatabase database, PermissionOracle oracle, Guid[] users) => database.WriteAsync(async session =>
    {
        foreach (Guid user in users)
            await session.ExecuteAsync("INSERT INTO users (id, email, name, password_hash, created_at) VALUES (@id, @email, 'x', 'x', @at)", ("@id", user), ("@email", $"{user}@example.com"), ("@at", Start));
        await session.ExecuteAsync(
            "INSERT INTO workspaces (id, name, owner_id, member_access, created_at) VALUES (@id, 'x', @owner, @access, @at)",
            ("@id", oracle.Id),
            ("@owner", users[0]),
            ("@access", oracle.MemberAccess.Name()),
            ("@at", Start));
        foreach ((Guid user, WorkspaceRole role) in oracle.Roles)
            await session.ExecuteAsync("INSERT INTO workspace_members (workspace_id, user_id, role) VALUES (@workspace, @user, @role)", ("@workspace", oracle.Id), ("@user", user), ("@role", role.Name()));
        foreach ((Guid group, HashSet<Guid> members) in oracle.Groups)
        {
            await session.ExecuteAsync("INSERT INTO workspace_groups (id, workspace_id, name, created_at) VALUES (@id, @workspace, 'x', @at)", ("@id", group), ("@workspace", oracle.Id), ("@at", Start));
            foreach (Guid user in members)
                await session.ExecuteAsync("INSERT INTO group_members (group_id, user_id, workspace_id) VALUES (@group, @user, @workspace)", ("@group", group), ("@user", user), ("@workspace", oracle.Id));
        }
        int number = 0;
        foreach ((Guid id, PermissionOracle.OraclePage page) in oracle.Pages)
        {
            await session.ExecuteAsync(
                "INSERT INTO pages (id, workspace_id, parent_id, title, is_restricted, trashed_at, created_at, updated_at) VALUES (@id, @workspace, @parent, 'x', @restricted, @trashed, @at, @at2)",
                ("@id", id),
                ("@workspace", oracle.Id),
                ("@parent", page.Parent),
                ("@restricted", page.IsRestricted),
                ("@trashed", page.IsTrashed ? Start : null),
                ("@at", Start.AddSeconds(number++ / 3)),
                ("@at2", Start));
            foreach (((GranteeKind kind, Guid grantee), PageAccess level) in page.Says)
                await session.ExecuteAsync(
                    "INSERT INTO page_permissions (page_id, kind, grantee_id, level) VALUES (@page, @kind, @grantee, @level)",
                    ("@page", id),
                    ("@kind", kind.Name()),
                    ("@grantee", grantee),
                    ("@level", level.Name()));
        }
        foreach ((Guid link, (Guid page, PageAccess level)) in oracle.Links)
        {
            await session.ExecuteAsync(
                "INSERT INTO share_links (id, page_id, token_hash, level, created_at) VALUES (@id, @page, @hash, @level, @at)",
                ("@id", link),
                ("@page", page),
                ("@hash", link.ToByteArray()),
                ("@level", level.Name()),
                ("@at", Start));
            await session.ExecuteAsync(
                "INSERT INTO link_visits (token_hash, link_id, created_at, expires_at) VALUES (@hash, @link, @at, @end)",
                ("@hash", link.ToByteArray()),
                ("@link", link),
                ("@at", Start),
                ("@end", Start.AddYears(100)));
        }
        return true;
    });

    private static PageAccess Level(Random random) => (PageAccess)random.Next(5);

    private static Guid Id(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
