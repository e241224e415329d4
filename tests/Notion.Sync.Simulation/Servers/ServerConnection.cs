using System.Buffers;
using Notion.Crdt;
using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Claims;
using Notion.Sync.Simulation.Networks;
using Notion.Sync.Simulation.Runs;

namespace Notion.Sync.Simulation.Servers;

/// <summary>
/// What <see cref="SyncServerConnection"/> and the host are in the server: a real <see cref="ServerSession"/>, its effects carried out in order, its frames sent as
/// bytes, and a reader who is too slow cut off. On the way out every promise is checked.
/// </summary>
internal sealed class ServerConnection : ISessionGuard
{
    /// <summary>An update without changes.</summary>
    private static readonly byte[] NoChanges = [0x91, 0x01];

    private readonly ServerNode _server;
    private readonly LinkEnd _end;
    private readonly Wire _wire;
    private readonly ServerSession _session;
    private readonly SyncLimits _limits;
    private readonly Dictionary<int, OpenChannel> _channels = [];
    private readonly Dictionary<long, List<int>> _batches = [];
    private TimeSpan _lastEffect;
    private TimeSpan _nextTick = TimeSpan.MaxValue;
    private TimeSpan _tokenEnds = TimeSpan.MaxValue;
    private bool _cutOff;
    private bool _gone;

    public ServerConnection(ServerNode server, LinkEnd end, string sessionId)
    {
        _server = server;
        _end = end;
        _wire = new Wire(end);
        _limits = server.World.Plan.ServerLimits;
        _session = new ServerSession(sessionId, server.Name, _limits, server.World.Now);
        end.Received = Receive;
        end.Ended = () => Close(SyncErrorCode.None);
        ScheduleTick();
    }

    public string SessionId => _session.SessionId;

    public SyncIdentity? Identity => _session.Identity;

    private World World => _server.World;

    public void Answer<T>(T arguments, Action<ServerSession, T> answer)
    {
        answer(_session, arguments);
        Drain();
    }

    public void Close(SyncErrorCode code) => Answer(code, static (session, why) => session.Close(why));

    public void Drain(TimeSpan grace) =>
        Answer((grace, World.Now), static (session, a) => session.Drain(SyncErrorCode.ServerShuttingDown, a.grace, address: "", message: null, a.Now));

    /// <summary>The process is gone.</summary>
    public void Vanish(bool heard)
    {
        _gone = true;
        _end.Vanish();
        _end.Link.Cut(_server.Chance, heard);
    }

    /// <summary>The user's level on a page has changed.</summary>
    public void AccessChanged(Guid page)
    {
        foreach (OpenChannel open in _channels.Values.ToArray())
        {
            if (open.Channel.Page != page || !open.IsOpened) continue;
            PageAccess access = World.Access(Identity!.UserId, page);
            if (access == PageAccess.None) open.Channel.Close(SyncErrorCode.AccessDenied);
            else open.Channel.ChangeAccess(access);
        }
    }

    private void Receive(byte[] message)
    {
        World.Trace.Note(World.Now, SessionId, "receives", message);
        if (_session.Phase == SessionPhase.Ready && World.Now > _tokenEnds) throw new SimulationFailure("an ended token serves nobody", $"{SessionId} is open {(World.Now - _tokenEnds).TotalSeconds:F1} s after it");
        _session.Receive(new ReadOnlySequence<byte>(message), World.Now);
        Drain();
    }

    private void ScheduleTick()
    {
        TimeSpan at = _session.NextDeadline;
        TimeSpan stall = World.Now + _limits.SendTimeout;
        if (_end.QueuedBytes > 0 && stall < at) at = stall;
        if (at == TimeSpan.MaxValue || at == _nextTick) return;
        _nextTick = at;
        _server.At(at, () =>
        {
            if (at != _nextTick || _gone) return;
            _nextTick = TimeSpan.MaxValue;
            _session.Tick(World.Now);
            if (_end.Stalled >= _limits.SendTimeout) CutOff();
            Drain();
        });
    }

    private void CutOff()
    {
        if (_cutOff) return;
        _cutOff = true;
        _server.Note($"cuts {SessionId} off: it does not read");
        _session.Close(SyncErrorCode.SlowReader);
    }

    private void Drain()
    {
        while (_session.TryTakeFrame(out Frame? frame))
        {
            if (frame is not (OpenedFrame or CloseFrame) && _end.QueuedBytes > _limits.MaxQueuedBytes) CutOff();
            Check(frame);
            if (frame is ChangesFrame forwarded && World.Plan.Breakage == Breakage.ForwardsTooFew && _server.Chance.Happens(0.1)) frame = forwarded with { Update = NoChanges };
            if (World.Trace.IsPrinted) World.Trace.Print(World.Now, SessionId, $"→ {FrameText.Of(frame)}");
            _wire.Send(frame, _session.Wrapping);
        }
        while (_session.TryTakeEffect(out ServerEffect? effect)) Schedule(effect);
        if (_session.Phase != SessionPhase.Closed)
        {
            ScheduleTick();
        }
        else if (!_gone)
        {
            _gone = true;
            _end.Close();
            _server.Forget(this);
        }
    }

    /// <summary>Everything that the server says is checked when it says it.</summary>
    private void Check(Frame frame)
    {
        switch (frame)
        {
            case AckReceivedFrame ack: World.Ledger.Received(_batches[ack.Batch]); break;
            case AckDurableFrame ack:
                World.Ledger.RequireDurable(_batches[ack.Batch], SessionId);
                _batches.Remove(ack.Batch);
                break;
            case RejectFrame reject:
                if (_batches.Remove(reject.Batch, out List<int>? refused) && !reject.Retryable) World.Ledger.Refused(refused);
                if (reject.Code == SyncErrorCode.ReadOnly) World.Ledger.ToldReadOnly(Identity!.UserId);
                break;
            case ChangesFrame changes: World.Ledger.Received(Tokens.In(changes.Update.Span)); break;
            case OpenedFrame opened:
                OpenChannel open = _channels[opened.Channel];
                VersionVector.TryDecode(opened.Version.Span, out VersionVector committed);
                World.Ledger.RequireDurable(open.Channel.Page, committed, SessionId);
                break;
        }
    }

    /// <summary>The host's loop: in order, each a moment after the one before.</summary>
    private void Schedule(ServerEffect effect)
    {
        if (effect is ServerEffect.SubmitChanges submit) _batches.Add(submit.Batch, Tokens.In(submit.Update.Span));
        TimeSpan at = World.Now + _server.Chance.Skewed(TimeSpan.FromMilliseconds(10));
        _lastEffect = at > _lastEffect ? at : _lastEffect;
        _server.At(_lastEffect, () => CarryOut(effect));
    }

    private void CarryOut(ServerEffect effect)
    {
        switch (effect)
        {
            case ServerEffect.Authenticate authenticate:
                if (World.Knows(authenticate.Hello.Token))
                    Answer((Identify(authenticate.Hello.Token), World.Now), static (session, who) => session.Authenticated(who.Item1, who.Now));
                else
                    Close(SyncErrorCode.AuthenticationFailed);
                break;
            case ServerEffect.OpenPage open:
                var opened = new OpenChannel(new SyncChannel(this, open.Channel, open.Page));
                _channels.Add(open.Channel, opened);
                _server.After(_server.Chance.Skewed(TimeSpan.FromMilliseconds(30)), () => Open(opened, open.Version));
                break;
            case ServerEffect.SubmitChanges submit when _channels.TryGetValue(submit.Channel, out OpenChannel? page):
                Submit(page, submit);
                break;
            case ServerEffect.UpdatePresence presence when _channels.TryGetValue(presence.Channel, out OpenChannel? page):
                page.Room?.ShowPresence(page.Channel, presence.Payload);
                break;
            case ServerEffect.RefreshToken refresh:
                Answer((Identify(refresh.Token), World.Now), static (session, who) => session.TokenRefreshed(who.Item1, who.Now));
                break;
            case ServerEffect.ListPages list:
                PageDigest[] pages = [.. World.Pages.Where(page => World.Access(Identity!.UserId, page) != PageAccess.None).Select(page => PageDigest.Of(page, World.Ledger.Durable(page).Version))];
                World.Listings[SessionId] = pages;
                Answer((list.Request, pages), static (session, answer) => session.PagesListed(answer.Request, answer.pages));
                break;
            case ServerEffect.PageClosed closed when _channels.Remove(closed.Channel, out OpenChannel? page):
                page.IsClosed = true;
                page.Room?.Leave(page.Channel);
                break;
        }
    }

    private SyncIdentity Identify(string token)
    {
        TimeSpan? life = World.Plan.Has(Fault.ShortTokens) ? _server.Chance.Between(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10)) : null;
        _tokenEnds = life is { } ends ? World.Now + ends : TimeSpan.MaxValue;
        return new SyncIdentity(token, token) { ExpiresIn = life };
    }

    private void Open(OpenChannel page, VersionVector version)
    {
        if (page.IsClosed) return;
        if (World.Access(Identity!.UserId, page.Channel.Page) == PageAccess.None)
        {
            page.Channel.Close(SyncErrorCode.AccessDenied);
            return;
        }
        page.Room = _server.Enter(page.Channel.Page);
        page.Room.Join(page.Channel, version, () =>
        {
            page.IsOpened = true;
            return World.Access(Identity!.UserId, page.Channel.Page);
        });
    }

    private void Submit(OpenChannel page, ServerEffect.SubmitChanges submit)
    {
        if (World.Ledger.IsForbidden(Tokens.In(submit.Update.Span)))
            page.Channel.Reject(submit.Batch, SyncErrorCode.ValidationFailed, retryable: false);
        else
            page.Room!.Submit(page.Channel, submit.Batch, submit.Update);
    }

    /// <summary>A page on this connection.</summary>
    private sealed class OpenChannel(SyncChannel channel)
    {
        public SyncChannel Channel { get; } = channel;

        public SimulatedRoom? Room { get; set; }

        public bool IsOpened { get; set; }

        public bool IsClosed { get; set; }
    }
}
