using Notion.Workspace.Client.Accounts;
using Notion.Workspace.Client.Rest;

namespace Notion.Workspace.Client.Directory;

/// <summary>The workspaces and pages that the sidebar lists.</summary>
internal sealed class PageDirectory(RestClient rest, SessionKeeper sessions)
{
    private const string Untitled = "Untitled";
    private readonly Dictionary<Guid, string> _titles = [];

    /// <summary>After anything here has changed.</summary>
    public event Action? Changed;

    /// <summary>All workspaces of whoever is signed in.</summary>
    public IReadOnlyList<WorkspacePages> Workspaces { get; private set; } = [];

    /// <summary>The page to show when the address names none.</summary>
    public Guid? First => Workspaces.SelectMany(workspace => workspace.Pages).FirstOrDefault()?.Id;

    /// <summary>Why the list may not be up to date; null when it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>A page is shown. Where the list does not have it, somebody else made it since.</summary>
    public async Task NoticeAsync(Guid page)
    {
        if (Workspaces.Any(workspace => workspace.Pages.Any(entry => entry.Id == page))) return;
        try
        {
            await RefreshAsync();
        }
        catch (RestException refusal)
        {
            Problem = refusal.Message;
            Changed?.Invoke();
        }
    }

    /// <summary>Asks the server again.</summary>
    public async Task RefreshAsync()
    {
        if (sessions.Current is not { } session) return;
        var found = new List<WorkspacePages>();
        foreach (WorkspaceAnswer workspace in await rest.ListWorkspacesAsync(session))
        {
            IReadOnlyList<PageAnswer> pages = await rest.ListPagesAsync(session, workspace.Id);
            found.Add(new WorkspacePages(workspace.Id, workspace.Name, [.. pages.Select(page => new PageEntry(page.Id, page.Title))]));
        }
        if (sessions.Current != session) return;
        Workspaces = found;
        Problem = null;
        Changed?.Invoke();
    }

    /// <summary>Makes an empty page.</summary>
    public async Task<Guid> CreatePageAsync(Guid workspace)
    {
        Session session = sessions.Current ?? throw new InvalidOperationException("Nobody is signed in: pages are made in a workspace of theirs.");
        PageAnswer page = await rest.CreatePageAsync(session, workspace, Guid.NewGuid());
        await RefreshAsync();
        return page.Id;
    }

    /// <summary>An open page knows its title before the server's list does.</summary>
    public void Rename(Guid page, string title)
    {
        if (_titles.GetValueOrDefault(page) == title) return;
        _titles[page] = title;
        Changed?.Invoke();
    }

    /// <summary>The title to list a page under.</summary>
    public string TitleOf(PageEntry page)
    {
        string title = _titles.GetValueOrDefault(page.Id, page.Title);
        return title.Length == 0 ? Untitled : title;
    }
}
