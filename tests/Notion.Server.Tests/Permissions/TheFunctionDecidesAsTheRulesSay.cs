using Microsoft.Extensions.DependencyInjection;
using Notion.Server.Permissions;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Permissions;

public sealed class TheFunctionDecidesAsTheRulesSay(SharedServer server)
{
    private const int Workspaces = 25;

    [Fact]
    public async Task OnRandomWorkspacesForEveryUserAndEveryLink()
    {
        PageGuard guard = server.Server.Services.GetRequiredService<PageGuard>();
        int first = Environment.TickCount & 0xFFFFFF;
        for (int seed = first; seed < first + Workspaces; seed++)
        {
            (PermissionOracle oracle, Guid[] users) = await RandomWorkspace.MakeAsync(server.Server.Sql, seed);
            foreach (Guid user in users) await CompareAsync(guard, oracle, Asker.User(user), page => oracle.LevelOfUser(user, page), seed);
            foreach (Guid link in oracle.Links.Keys.Append(Guid.Empty)) await CompareAsync(guard, oracle, Asker.Visitor(link, link.ToByteArray()), page => oracle.LevelOfVisitor(link, page), seed);
        }
    }

    private static async Task CompareAsync(PageGuard guard, PermissionOracle oracle, Asker asker, Func<Guid, PageAccess> expected, int seed)
    {
        string replay = $"seed {seed}, asker {asker}";
        Guid[] pages = [.. oracle.Pages.Keys];
        IReadOnlyDictionary<Guid, VisiblePage> seen = await guard.SeeAsync(pages, asker);
        foreach (Guid page in pages)
            Assert.True(expected(page) == (seen.GetValueOrDefault(page)?.Level ?? PageAccess.None), $"{replay}, page {page}: {expected(page)} by the rules, {seen.GetValueOrDefault(page)?.Level}.");

        Guid one = pages[seed % pages.Length];
        Assert.True(expected(one) == ((await guard.FindAsync(one, asker))?.Level ?? PageAccess.None), replay);
        Assert.Null(await guard.FindAsync(Guid.NewGuid(), asker));

        var path = new List<Guid>();
        for (Guid? at = one; at is { } id; at = oracle.Pages[id].Parent)
            if (expected(id) > PageAccess.None) path.Insert(0, id);
        Assert.Equal(expected(one) == PageAccess.None ? [] : path, (await guard.FindPathAsync(one, asker)).Select(page => page.Page.Id));

        foreach (bool inTrash in (bool[])[false, true])
        {
            var listed = new List<Guid>();
            Guid? after = null;
            do
            {
                (IReadOnlyList<VisiblePage> part, after) = await guard.ListAsync(new PageQuery(oracle.Id) { InTrash = inTrash }, asker, after, 3);
                listed.AddRange(part.Select(page => page.Page.Id));
            }
            while (after is not null);
            IEnumerable<Guid> wanted = pages.Where(page => expected(page) > PageAccess.None && oracle.IsInTrash(page) == inTrash && (!inTrash || oracle.Pages[page].IsTrashed));
            Assert.True(wanted.Order().SequenceEqual(listed.Order()), replay);
        }
    }
}
