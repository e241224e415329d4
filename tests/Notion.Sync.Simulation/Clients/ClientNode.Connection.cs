using System.Buffers;
using Notion.Crdt;
using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Claims;
using Notion.Sync.Simulation.Networks;
using Notion.Sync.Simulation.Runs;

namespace Notion.Sync.Simulation.Clients;

/// <content>The connection: what <see cref="ClientConnection"/> is in a real client.</content>
internal sealed partial class ClientNode
{
    private ClientSession? _session;
    private LinkEnd? _end;
    private Wire? _wire;
    private PageDigest[]? _asked;
    private bool _leaves;

    /// <summary>The connection breaks.</summary>
    public void Cut(bool noticed)
    {
        if (_end is null) return;
        _world.Note(Name, noticed ? "is cut off" : "is cut off and does not know");
        _end.Link.Cut(_chance, noticed);
    }

    /// <summary>Reads nothing for a while.</summary>
    public void Stall(TimeSpan duration)
    {
        if (_end is null) return;
        _world.Note(Name, $"reads nothing for {duration.TotalSeconds:F1} s");
        _end.Peer.Stall(duration);
    }

    private void Connect()
    {
        Link? link = null;
        After(_chance.Skewed(TimeSpan.FromSeconds(1)), () =>
        {
            link = _world.Connect(this);
            if (link is null)
            {
                _cycle.Failed(new IOException("Nobody answers."), _world.Now);
                Pump();
                return;
            }
            _end = link.Client;
            _wire = new Wire(_end);
            (_asked, _leaves) = (null, false);
            _session = new ClientSession(Name, "simulation", default, _options.Limits, _world.Now);
            _end.Received = message => Receive(link.Client, message);
            _end.Ended = () => Ended(link.Client, SyncErrorCode.None, "The connection broke.");
            Pump();
        });
    }

    private void Receive(LinkEnd end, byte[] message)
    {
        if (end != _end) return;
        _world.Trace.Note(_world.Now, Name, "receives", message);
        _session!.Receive(new ReadOnlySequence<byte>(message), _world.Now);
        while (_session is not null && _session.TryTakeEvent(out ClientEvent? happened)) Handle(happened);
        Pump();
    }

    private void Handle(ClientEvent happened)
    {
        switch (happened)
        {
            case ClientEvent.Welcomed: _cycle.Welcomed(); break;
            case ClientEvent.TokenWanted: Refresh(_session!); break;
            case ClientEvent.DigestCompared compared: Check(compared.Result); break;
            case ClientEvent.DrainRequested drain: LeaveAfter(_session!, TimeSpan.FromMilliseconds(drain.Frame.GraceMilliseconds) / 2); break;
        }
        foreach (OpenPage page in _pages.Values)
        {
            try
            {
                page.Replica.Receive(Tamper(page.Replica, happened), _world.Now);
            }
            catch (CrdtException refused)
            {
                throw new SimulationFailure("a client takes what a server sends", $"{Name} cannot apply an update: {refused}");
            }
        }
    }

    /// <summary>A fresh token is to be had after a while, or not at all.</summary>
    private void Refresh(ClientSession session) => After(_chance.Skewed(TimeSpan.FromSeconds(20)), () =>
    {
        if (session != _session || _chance.Happens(0.2)) return;
        session.RefreshToken(Name);
        Pump();
    });

    private void LeaveAfter(ClientSession session, TimeSpan most) => After(most * _chance.NextDouble(), () =>
    {
        if (session != _session) return;
        _leaves = true;
        session.Close(SyncErrorCode.None);
        Pump();
    });

    private void Check(DigestResult result)
    {
        Dictionary<Guid, ulong> here = _asked!.ToDictionary(page => page.Page, page => page.Hash), there = _world.Listings[_session!.Welcome!.SessionId].ToDictionary(page => page.Page, page => page.Hash);
        _asked = null;
        Guid[] changed = [.. here.Keys.Where(page => there.TryGetValue(page, out ulong hash) && hash != here[page])];
        if (!result.Changed.Order().SequenceEqual(changed.Order()) || !result.Added.Order().SequenceEqual(there.Keys.Except(here.Keys).Order()) || !result.Missing.Order().SequenceEqual(here.Keys.Except(there.Keys).Order()))
            throw new SimulationFailure("a digest finds what differs", $"{Name} was told {result.Changed.Count} changed, {result.Added.Count} added, {result.Missing.Count} missing; {changed.Length} are changed");
    }

    private void Send()
    {
        if (_session is null || _end is null) return;
        foreach (OpenPage page in _pages.Values) page.Replica.Exchange(_session);
        while (_session.TryTakeFrame(out Frame? frame))
        {
            if (frame is PresenceFrame presence) _world.Presences.Sent(presence.Payload.Span, _world.Now);
            if (frame is ChangesFrame changes) _world.Ledger.RequireStored(Tokens.In(changes.Update.Span), Name);
            if (frame is CloseFrame { Code: not (SyncErrorCode.None or SyncErrorCode.IdleTimeout or SyncErrorCode.HandshakeTimeout) } close)
                throw new SimulationFailure("nobody breaks the protocol", $"{Name} closes with {close.Code}: {close.Message}");
            if (_world.Trace.IsPrinted) _world.Trace.Print(_world.Now, Name, $"→ {FrameText.Of(frame)}");
            _wire!.Send(frame, _session.Wrapping);
        }
        if (_session.Phase == SessionPhase.Closed) Ended(_end, _session.CloseCode!.Value, _session.CloseMessage!);
    }

    private void Ended(LinkEnd end, SyncErrorCode code, string message)
    {
        if (end != _end) return;
        if (code is not (SyncErrorCode.None or SyncErrorCode.IdleTimeout or SyncErrorCode.HandshakeTimeout or SyncErrorCode.SlowReader or SyncErrorCode.ServerShuttingDown or SyncErrorCode.TokenExpired))
            throw new SimulationFailure("nobody breaks the protocol", $"{Name} was told {code}: {message}");
        end.Close();
        Abandon(heard: true);
        _cycle.Ended(code, message, _world.Now);
        if (_leaves && _cycle.LastError is not null) throw new SimulationFailure("a drain is no error", $"{Name} left when it was asked to, and shows {_cycle.LastError.Message}");
        foreach (OpenPage page in _pages.Values) page.Replica.Disconnected();
        BreakAfterDisconnecting();
        if (!_isPumping) Pump();
        else After(TimeSpan.Zero, Pump);
    }

    private void Abandon(bool heard)
    {
        _end?.Vanish();
        if (!heard) _end?.Link.Cut(_chance, noticed: false);
        else _end?.Close();
        _end = null;
        _session = null;
    }
}
