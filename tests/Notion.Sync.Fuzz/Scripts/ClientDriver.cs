using System.Buffers;
using Notion.Sync.Protocol;

namespace Notion.Sync.Fuzz;

/// <summary>An application behind a client's session. It believes the session nothing that does not follow from what it did itself.</summary>
internal sealed class ClientDriver : Driver
{
    private readonly ClientSession _session = new("token", "fuzz", default, Limits, TimeSpan.Zero);
    private readonly SortedDictionary<int, Page> _pages = [];
    private bool _isWelcome;
    private bool _isComparing;
    private bool _saidClose;

    public ClientDriver() => Look(wasClosed: false);

    public override SyncErrorCode? CloseCode => _session.CloseCode;

    public override void Receive(byte[] message)
    {
        bool wasClosed = _session.Phase == SessionPhase.Closed;
        _session.Receive(new ReadOnlySequence<byte>(message), Now);
        Look(wasClosed);
    }

    public override void Act(long what, long how)
    {
        bool wasClosed = _session.Phase == SessionPhase.Closed;
        Do(what, how);
        Look(wasClosed);
    }

    private void Do(long what, long how)
    {
        bool isReady = _session.Phase == SessionPhase.Ready;
        switch (what)
        {
            case 0:
                Pass(how);
                _session.Tick(Now);
                break;
            case 1 or 2 when isReady && _pages.Count < 6:
                _pages.Add(_session.Open(Pages[Index(how, Pages.Length)], Version(how), how % 3 == 0 ? Pages[0] : null), new Page());
                break;
            case 3 or 4 or 5 when Any(how) is { } channel:
                bool wasOpen = _pages[channel].IsOpen;
                if (!_session.TrySendChanges(channel, Bytes(how, 2_000), out long batch)) break;
                Require(wasOpen && _pages[channel].Waiting.TryAdd(batch, false), "changes are sent on a page that is not open, or a batch's number is used twice");
                break;
            case 6 or 7 when Any(how) is { } channel: _session.TrySendPresence(channel, Bytes(how, 300)); break;
            case 8 when Any(how) is { } channel:
                _session.ClosePage(channel);
                _pages.Remove(channel);
                break;
            case 9 when isReady && _session.Has(Capability.Refresh): _session.RefreshToken("another token"); break;
            case 10 or 11 when isReady && !_isComparing && _session.Has(Capability.Digest):
                _isComparing = true;
                _session.Compare(Guid.Empty, [.. Pages.Take(Index(how, 6)).Select(page => new PageDigest(page, (ulong)how / 2))]);
                break;
            case 12 when how % 4 == 0: _session.Close(SyncErrorCode.None); break;
        }
    }

    private void Look(bool wasClosed)
    {
        while (_session.TryTakeEvent(out ClientEvent? happened))
        {
            Require(!wasClosed, $"{happened} follows the end");
            Note(happened);
        }
        while (_session.TryTakeFrame(out Frame? frame))
        {
            Require(!wasClosed && !_saidClose, $"a {frame.Type} frame follows the end");
            _saidClose = frame is CloseFrame;
            Require(
                frame is HelloFrame or OpenFrame or ChangesFrame or PresenceFrame { Sender: null } or ClosePageFrame or CloseFrame or PingFrame or PongFrame or CreditFrame or TokenFrame or DigestFrame,
                $"a client sends a {frame.Type} frame");
            Require(_isWelcome || frame is HelloFrame or CloseFrame, $"a {frame.Type} frame goes to a server that has not welcomed anybody");
            Send(frame);
        }
        if (_session.Phase == SessionPhase.Closed) _pages.Clear();
        Require(_session.Phase != SessionPhase.Closed || _session.CloseCode is not null, "the session is closed for no reason");
        Require(_session.Phase != SessionPhase.Ready || _isWelcome, "the session is ready without a welcome");
    }

    private void Note(ClientEvent happened)
    {
        switch (happened)
        {
            case ClientEvent.Welcomed:
                Require(!_isWelcome, "a second welcome is heard");
                _isWelcome = true;
                return;
            case ClientEvent.PageOpened opened:
                Require(Find(opened.Channel) is { IsOpen: false } && opened.Update.Length <= Limits.MaxWholeBytes, "a page opens that is not being opened");
                Find(opened.Channel)!.IsOpen = true;
                break;
            case ClientEvent.PageClosed closed:
                Require(_pages.Remove(closed.Channel), "a page is closed that is not there");
                break;
            case ClientEvent.ChangesReceived changes:
                Require(Find(changes.Channel) is { IsOpen: true }, "changes are heard of a page that is not open");
                break;
            case ClientEvent.BatchReceived batch:
                Require(Find(batch.Channel)?.Waiting.ContainsKey(batch.Batch) == true, "a batch is received that was not sent, or was answered before");
                break;
            case ClientEvent.BatchDurable batch:
                Require(Find(batch.Channel)?.Waiting.Remove(batch.Batch) == true, "a batch is durable that was not sent, or was answered before");
                break;
            case ClientEvent.BatchRejected batch:
                Require(Find(batch.Channel)?.Waiting.Remove(batch.Batch) == true, "a batch is rejected that was not sent, or was answered before");
                break;
            case ClientEvent.PresenceReceived presence:
                Require(Find(presence.Channel) is { IsOpen: true } && presence.Payload.Length <= Limits.MaxPresenceBytes, "presence is heard of a page that is not open, or more than may be");
                break;
            case ClientEvent.AccessChanged access:
                Require(Find(access.Channel) is { IsOpen: true }, "access to a page changes that is not open");
                break;
            case ClientEvent.DigestCompared:
                Require(_isComparing, "a comparison ends that nobody asked for");
                _isComparing = false;
                break;
        }
        Require(_isWelcome, $"{happened} comes before the welcome");
    }

    private Page? Find(int channel) => _pages.GetValueOrDefault(channel);

    private int? Any(long how) => _pages.Count == 0 ? null : _pages.Keys.ElementAt(Index(how / 7, _pages.Count));

    private sealed class Page
    {
        public bool IsOpen { get; set; }

        public Dictionary<long, bool> Waiting { get; } = [];
    }
}
