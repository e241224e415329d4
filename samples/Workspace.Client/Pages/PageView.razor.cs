using Microsoft.AspNetCore.Components;
using Notion.Sync.Protocol;
using Notion.Workspace.Client.Accounts;
using Notion.Workspace.Client.Directory;
using Notion.Workspace.Client.Editing;
using Notion.Workspace.Client.Syncing;

namespace Notion.Workspace.Client.Pages;

/// <summary>One page, opened when it comes on the screen and closed when it leaves.</summary>
public sealed partial class PageView
{
    private readonly CancellationTokenSource _leaving = new();
    private OpenPage? _page;
    private Document? _titled;
    private string? _author;
    private string? _problem;
    private bool _isOpen;

    /// <summary>The page. To show another one, make another view (<c>@key</c>).</summary>
    [Parameter, EditorRequired]
    public Guid PageId { get; set; }

    [Inject]
    private PageDirectory Directory { get; set; } = null!;

    [Inject]
    private SessionKeeper Sessions { get; set; } = null!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        _leaving.Dispose();
        if (_titled is not null) _titled.Changed -= OnDocumentChanged;
        if (_page is null) return;
        _page.Replaced -= OnReplaced;
        _page.Presence.Changed -= StateHasChanged;
        await _page.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _author = Sessions.Current?.Author;
        CancellationToken leaving = _leaving.Token;
        OpenPage page = await Sync.OpenAsync(PageId);
        if (leaving.IsCancellationRequested)
        {
            await page.DisposeAsync();
            return;
        }
        _page = page;
        page.Replaced += OnReplaced;
        page.Presence.Changed += StateHasChanged;
        _isOpen = page.IsKept;
        if (_isOpen) FollowTitle();
        StateHasChanged();
        try
        {
            await page.WhenOpenAsync(leaving);
        }
        catch (SyncException refusal)
        {
            _problem = refusal.Message;
            return;
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            return;
        }
        if (!_isOpen) FollowTitle();
        _isOpen = true;
        await Directory.NoticeAsync(PageId);
    }

    private void OnReplaced()
    {
        FollowTitle();
        StateHasChanged();
    }

    private void FollowTitle()
    {
        if (_titled is not null) _titled.Changed -= OnDocumentChanged;
        _titled = _page!.Document;
        _titled.Changed += OnDocumentChanged;
        Directory.Rename(PageId, PageEditor.TitleOf(_titled));
    }

    private void OnDocumentChanged(object? sender, DocumentChangedEventArgs change)
    {
        if (change.Blocks.Any(block => block.Block == BlockId.Root)) Directory.Rename(PageId, PageEditor.TitleOf(_titled!));
    }
}
