using Notion.Sync.Protocol;

namespace Notion.Workspace.Client.Syncing;

/// <summary>A page on the screen: its document, what is true of its changes, who else is there.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly SyncedDocument _page;
    private bool _isAway;

    public OpenPage(SyncedDocument page, TimeProvider time)
    {
        _page = page;
        Document = page.Document;
        IsKept = Document.Version.Count > 0;
        Presence = new CaretPresence(page, time);
        page.StateChanged += OnStateChanged;
        page.Rejected += OnRejected;
        page.Replaced += OnReplaced;
    }

    /// <summary>After <see cref="Status"/> or <see cref="Problem"/> has changed.</summary>
    public event Action? StatusChanged;

    /// <summary>After <see cref="Document"/> became another one, or <see cref="Lost"/> has changed.</summary>
    public event Action? Replaced;

    /// <summary>The page itself, to read and to edit.</summary>
    public Document Document { get; private set; }

    /// <summary>Whether there was something of the page in this browser, to show before the server answers.</summary>
    public bool IsKept { get; }

    /// <summary>The others.</summary>
    public CaretPresence Presence { get; }

    /// <summary>How far the changes made here have come.</summary>
    public SyncStatus Status => SyncStatus.Of(_page, _isAway);

    /// <summary>Why the page cannot be opened or kept, and what to do; null when all is well.</summary>
    public string? Problem => _page.Error?.Message;

    /// <summary>What the server refused and the person has not yet read.</summary>
    public LostEdit? Lost { get; private set; }

    /// <summary>Waits until there is something to show.</summary>
    public Task WhenOpenAsync(CancellationToken cancellation) => _page.WhenOpenAsync(cancellation);

    /// <summary>The person has read <see cref="Lost"/>.</summary>
    public void ForgetLost()
    {
        Lost = null;
        _page.ClearRejection();
        Replaced?.Invoke();
    }

    public async ValueTask DisposeAsync()
    {
        _page.StateChanged -= OnStateChanged;
        _page.Rejected -= OnRejected;
        _page.Replaced -= OnReplaced;
        Presence.Dispose();
        await _page.DisposeAsync();
    }

    private void OnStateChanged(object? sender, EventArgs change)
    {
        _isAway = _page.State == SyncState.Offline || (_isAway && _page.State is SyncState.Connecting or SyncState.Unstored);
        StatusChanged?.Invoke();
    }

    private void OnRejected(object? sender, RejectedChanges rejected)
    {
        Lost = LostEdit.Add(Lost, rejected);
        Replaced?.Invoke();
    }

    private void OnReplaced(object? sender, EventArgs change)
    {
        Document = _page.Document;
        Replaced?.Invoke();
    }
}
