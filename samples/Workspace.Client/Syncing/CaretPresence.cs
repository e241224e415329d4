using Notion.Sync.Protocol;
using Notion.Workspace.Client.Editing;

namespace Notion.Workspace.Client.Syncing;

/// <summary>
/// Who else is on a page and in which block, and telling them the same of this tab. A payload is one byte, the format's version, and, when the
/// caret is in a block, the 16 bytes of its id.
/// </summary>
public sealed class CaretPresence : IDisposable
{
    private const byte Format = 1;

    /// <summary>Well within the time after which the server takes a silent visitor for gone.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly SyncedDocument _page;
    private readonly Dictionary<string, Visitor> _visitors = [];
    private readonly ITimer _timer;
    private BlockId? _caret;
    private bool _isTold;

    public CaretPresence(SyncedDocument page, TimeProvider time)
    {
        _page = page;
        _page.PresenceReceived += OnReceived;
        _page.StateChanged += OnStateChanged;
        _timer = time.CreateTimer(_ => Tell(), null, Heartbeat, Heartbeat);
        Tell();
    }

    /// <summary>After somebody came, went or moved.</summary>
    public event Action? Changed;

    /// <summary>Everybody else, in a fixed order.</summary>
    public IReadOnlyList<Visitor> Visitors { get; private set; } = [];

    /// <summary>Those in each block.</summary>
    public IReadOnlyDictionary<BlockId, CaretMark> Carets { get; private set; } = new Dictionary<BlockId, CaretMark>();

    /// <summary>The caret of this tab went to another block, or left the page.</summary>
    public void Show(BlockId? block)
    {
        if (block == _caret) return;
        _caret = block;
        Tell();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _page.PresenceReceived -= OnReceived;
        _page.StateChanged -= OnStateChanged;
        _page.SendPresence(default);
    }

    private void Tell()
    {
        byte[] payload = _caret is { } block ? [Format, .. block.ToGuid().ToByteArray(bigEndian: true)] : [Format];
        _isTold = _page.SendPresence(payload);
    }

    private void OnStateChanged(object? sender, EventArgs change)
    {
        bool isConnected = _page.State is not (SyncState.Offline or SyncState.Connecting or SyncState.Refused);
        if (isConnected && !_isTold) Tell();
        if (isConnected) return;
        _isTold = false;
        if (_visitors.Count == 0) return;
        _visitors.Clear();
        Publish();
    }

    private void OnReceived(object? sender, PresenceEventArgs presence)
    {
        string key = presence.Sender.SessionId;
        ReadOnlySpan<byte> payload = presence.Payload.Span;
        if (payload.IsEmpty) _visitors.Remove(key);
        else if (payload[0] == Format) _visitors[key] = new Visitor(key, presence.Sender.UserName, ReadBlock(payload[1..]));
        Publish();
    }

    private void Publish()
    {
        Visitors = [.. _visitors.Values.OrderBy(visitor => visitor.Key, StringComparer.Ordinal)];
        Carets = Visitors.Where(visitor => visitor.Block is not null)
            .GroupBy(visitor => visitor.Block!.Value)
            .ToDictionary(here => here.Key, here => new CaretMark(string.Join(", ", here.Select(visitor => visitor.Name)), here.First().Color));
        Changed?.Invoke();
    }

    private static BlockId? ReadBlock(ReadOnlySpan<byte> bytes) => bytes.Length == 16 ? BlockId.From(new Guid(bytes, bigEndian: true)) : null;
}
