using System.Buffers;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Sync.Fuzz;

/// <summary>A host that answers as it likes, but never what nobody asked. It knows what the session owes it and the client.</summary>
internal sealed class ServerDriver : Driver
{
    private readonly ServerSession _session = new("session", "fuzz", Limits, TimeSpan.Zero);
    private readonly SortedDictionary<int, Page> _pages = [];
    private bool _authenticates;
    private bool _isSignedIn;
    private bool _checksToken;
    private int? _listing;
    private bool _saidClose;

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
        switch (what)
        {
            case 0:
                Pass(how);
                _session.Tick(Now);
                break;
            case 1 when _authenticates:
                _authenticates = false;
                if (how % 8 == 0) _session.Close(SyncErrorCode.AuthenticationFailed);
                else _session.Authenticated(new SyncIdentity("u", "n") { ExpiresIn = how % 3 == 0 ? TimeSpan.FromSeconds(Index(how, 100)) : null }, Now);
                break;
            case 2 when Any(how, page => !page.IsOpen) is { } channel:
                if (how % 5 == 0) _session.ClosePage(channel, SyncErrorCode.UnknownPage);
                else _session.PageOpened(channel, Version(how), Bytes(how, 3_000), (PageAccess)(1 + Index(how, 4)));
                break;
            case 3 when Waiting(how) is { } waiting: _session.ChangesReceived(waiting.Channel, waiting.Batch); break;
            case 4 when Waiting(how) is { } waiting: _session.ChangesDurable(waiting.Channel, waiting.Batch); break;
            case 5 when Waiting(how) is { } waiting: _session.ChangesRejected(waiting.Channel, waiting.Batch, SyncErrorCode.InvalidUpdate, how % 2 == 0); break;
            case 6 when Any(how, _ => true) is { } channel: _session.PushChanges(channel, Bytes(how, 4_000)); break;
            case 7 when Any(how, _ => true) is { } channel: _session.PushPresence(channel, Bytes(how, 300), new PresenceSender("u", "n", "s")); break;
            case 8 when Any(how, _ => true) is { } channel: _session.ChangeAccess(channel, (PageAccess)Index(how, 5)); break;
            case 9: _session.Drain(SyncErrorCode.ServerShuttingDown, TimeSpan.FromMilliseconds(Index(how, 60_000)), "", null, Now); break;
            case 10 when _checksToken:
                _checksToken = false;
                _session.TokenRefreshed(how % 4 == 0 ? null : new SyncIdentity(how % 4 == 1 ? "somebody else" : "u", "n") { ExpiresIn = TimeSpan.FromSeconds(Index(how, 100)) }, Now);
                break;
            case 11 when _listing is { } request:
                _listing = null;
                _session.PagesListed(request, [.. Pages.Take(Index(how, 6)).Select(page => new PageDigest(page, (ulong)how))]);
                break;
            case 12 when Any(how, _ => true) is { } channel: _session.ClosePage(channel, SyncErrorCode.PageEvicted); break;
            case 13 when how % 4 == 0: _session.Close(SyncErrorCode.ServerShuttingDown); break;
        }
    }

    private void Look(bool wasClosed)
    {
        while (_session.TryTakeFrame(out Frame? frame))
        {
            Require(!wasClosed && !_saidClose, $"a {frame.Type} frame follows the end");
            Note(frame);
            Send(frame);
        }
        while (_session.TryTakeEffect(out ServerEffect? effect))
        {
            Require(!wasClosed, $"{effect} follows the end");
            Note(effect);
        }
        Require(_session.OpenChannels == _pages.Count && _pages.Count <= Limits.MaxOpenChannels, $"{_session.OpenChannels} channels are open, of {_pages.Count} that the host knows");
        Require(_pages.Values.Sum(page => page.Waiting.Count) <= Limits.MaxUnacknowledgedBatches, "more batches wait than may");
        Require(_session.Phase != SessionPhase.Closed || _session.CloseCode is not null, "the session is closed for no reason");
        Require(_session.Phase == SessionPhase.Ready == (_isSignedIn && _session.Phase != SessionPhase.Closed), "the session is ready for somebody who is not signed in");
    }

    private void Note(ServerEffect effect)
    {
        switch (effect)
        {
            case ServerEffect.Authenticate hello:
                Require(!_authenticates && !_isSignedIn && hello.Hello.Token.Length > 0, "a second hello is authenticated, or one without a token");
                _authenticates = true;
                break;
            case ServerEffect.OpenPage open:
                Require(_isSignedIn && _pages.TryAdd(open.Channel, new Page()), "a channel is opened twice, or by a stranger");
                break;
            case ServerEffect.SubmitChanges submit:
                Require(Find(submit.Channel) is { IsOpen: true, Access: >= PageAccess.Edit } written && written.Waiting.TryAdd(submit.Batch, false), "changes go to the host that may not, or twice");
                break;
            case ServerEffect.UpdatePresence presence:
                Require(Find(presence.Channel) is { IsOpen: true }, "presence goes to a page that is not open");
                break;
            case ServerEffect.RefreshToken:
                Require(_isSignedIn && !_checksToken, "a second token is checked at the same time");
                _checksToken = true;
                break;
            case ServerEffect.ListPages list:
                Require(_isSignedIn && _listing is null, "a second list is asked for at the same time");
                _listing = list.Request;
                break;
            case ServerEffect.PageClosed closed:
                Require(_pages.Remove(closed.Channel), "a page is closed twice, or was never opened");
                break;
        }
    }

    private void Note(Frame frame)
    {
        switch (frame)
        {
            case WelcomeFrame:
                Require(!_isSignedIn, "a second welcome is sent");
                _isSignedIn = true;
                return;
            case CloseFrame:
                _saidClose = true;
                return;
            case OpenedFrame opened:
                Page page = Find(opened.Channel) ?? new Page { IsOpen = true };
                Require(!page.IsOpen, "a page is opened that is not being opened");
                (page.IsOpen, page.Access) = (true, opened.Access);
                break;
            case AccessFrame access:
                Require(Find(access.Channel) is { IsOpen: true }, "access to a page changes that is not open");
                Find(access.Channel)!.Access = access.Access;
                break;
            case ChangesFrame changes:
                Require(Find(changes.Channel) is { IsOpen: true } pushed && changes.Batch == ++pushed.Pushed, "a push is out of order, or for a page that is not open");
                break;
            case AckReceivedFrame ack:
                Require(Find(ack.Channel) is { } received && received.Waiting.TryGetValue(ack.Batch, out bool before) && !before, "a batch is acknowledged as received that is not waiting for it");
                Find(ack.Channel)!.Waiting[ack.Batch] = true;
                break;
            case AckDurableFrame ack:
                Require(Find(ack.Channel) is { } durable && durable.Waiting.Remove(ack.Batch), "a batch is acknowledged as durable that is not waiting for it");
                break;
            case RejectFrame { Code: SyncErrorCode.ReadOnly } reject when Find(reject.Channel) is { Access: < PageAccess.Edit }:
                break;
            case RejectFrame reject:
                Require(Find(reject.Channel) is { } refused && refused.Waiting.Remove(reject.Batch), "a batch is rejected that is not waiting");
                break;
            case PresenceFrame presence:
                Require(Find(presence.Channel) is { IsOpen: true } && presence.Sender is not null, "presence is sent without its sender, or for a page that is not open");
                break;
            case ErrorFrame or PingFrame or PongFrame or TokenAcceptedFrame or DrainFrame or DigestAnswerFrame:
                break;
            default:
                Require(false, $"a server sends a {frame.Type} frame");
                break;
        }
        Require(_isSignedIn, $"a stranger is sent a {frame.Type} frame");
    }

    private Page? Find(int channel) => _pages.GetValueOrDefault(channel);

    private int? Any(long how, Func<Page, bool> which)
    {
        int[] channels = [.. _pages.Where(page => which(page.Value)).Select(page => page.Key)];
        return channels.Length == 0 ? null : channels[Index(how / 7, channels.Length)];
    }

    private (int Channel, long Batch)? Waiting(long how)
    {
        (int, long)[] waiting = [.. _pages.SelectMany(page => page.Value.Waiting.Keys.Order().Select(batch => (page.Key, batch)))];
        return waiting.Length == 0 ? null : waiting[Index(how, waiting.Length)];
    }

    private sealed class Page
    {
        public bool IsOpen { get; set; }

        public PageAccess Access { get; set; }

        public long Pushed { get; set; }

        /// <summary>Batches, and whether they were acknowledged as received.</summary>
        public Dictionary<long, bool> Waiting { get; } = [];
    }
}
