using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>
/// The client's end of one connection as a state machine without I/O and without a clock: frames, ticks and commands go in, frames
/// (<see cref="TryTakeFrame"/>) and events (<see cref="TryTakeEvent"/>) come out.
/// </summary>
/// <remarks>
/// <para>
/// Phases: <c>AwaitingHello → Authenticating → Ready → Closed</c>. The session keeps to the server's limits by itself: <see cref="TrySendChanges"/> says no
/// while the window is full. It trusts the server no more than the server trusts it: an acknowledgement of something
/// that was not sent, a page that was not opened, a gap in the numbering end the connection with a code.
/// </para>
/// <para>Not thread-safe: <see cref="SyncClient"/> guards it. Times are since any fixed moment, and must not go back.</para>
/// </remarks>
public sealed partial class ClientSession
{
    private readonly SyncLimits _limits;
    private readonly Dictionary<int, Channel> _channels = [];
    private readonly Queue<Frame> _frames = new();
    private readonly Queue<ClientEvent> _events = new();
    private readonly IReadOnlyList<string> _capabilities;
    private readonly FrameUnwrapper _unwrapper;
    private readonly HashSet<string> _shared = new(StringComparer.Ordinal);
    private readonly TimeSpan _handshakeDeadline;
    private KeepAlive _keepAlive;
    private PeerLimits? _serverLimits;
    private int _lastChannel;
    private long _lastBatch;
    private int _unacknowledgedBatches;
    private long _unacknowledgedBytes;

    /// <summary>Starts a session: its first frame is the hello.</summary>
    /// <param name="token">The bearer token.</param>
    /// <param name="clientName">The client's name and version, for the server's log.</param>
    /// <param name="replicaHint">The replica that writes just now, for the server's log; default for none.</param>
    /// <param name="limits">What the server may use of this side.</param>
    /// <param name="now">The time.</param>
    public ClientSession(string token, string clientName, ReplicaId replicaHint, SyncLimits limits, TimeSpan now)
        : this(token, clientName, replicaHint, limits, Capability.All, now)
    {
    }

    /// <summary>Starts a session that uses only some of what this library has.</summary>
    /// <param name="token">The bearer token.</param>
    /// <param name="clientName">The client's name and version, for the server's log.</param>
    /// <param name="replicaHint">The replica that writes just now, for the server's log; default for none.</param>
    /// <param name="limits">What the server may use of this side.</param>
    /// <param name="capabilities">Some of <see cref="Capability.All"/>.</param>
    /// <param name="now">The time.</param>
    public ClientSession(string token, string clientName, ReplicaId replicaHint, SyncLimits limits, IReadOnlyList<string> capabilities, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(clientName);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(capabilities);
        _limits = limits;
        _capabilities = [.. capabilities.Intersect(Capability.All, StringComparer.Ordinal)];
        _unwrapper = new FrameUnwrapper(limits);
        _creditBatches = limits.MaxPushedBatches;
        _creditBytes = limits.MaxPushedBytes;
        _now = now;
        _handshakeDeadline = now + limits.HandshakeTimeout;
        _keepAlive = new KeepAlive(limits.IdleTimeout, now);
        _frames.Enqueue(new HelloFrame(ProtocolVersion.Min, ProtocolVersion.Max, _capabilities, limits.Announce(), clientName, token, replicaHint.Value));
        Phase = SessionPhase.Authenticating;
    }

    /// <summary>Where the session stands.</summary>
    public SessionPhase Phase { get; private set; }

    /// <summary>The server's welcome; null before it.</summary>
    public WelcomeFrame? Welcome { get; private set; }

    /// <summary>Why the session is closed; null while it is not.</summary>
    public SyncErrorCode? CloseCode { get; private set; }

    /// <summary>The sentence that goes with <see cref="CloseCode"/>.</summary>
    public string? CloseMessage { get; private set; }

    /// <summary>The largest message to accept.</summary>
    public int MaxFrameBytes => _limits.MaxFrameBytes;

    /// <summary>The largest update that the server accepts in one batch; 0 before the welcome.</summary>
    public int MaxUpdateBytes => Wrapping?.MaxPayloadBytes ?? 0;

    /// <summary>How frames may leave; null before the welcome.</summary>
    internal FrameWrapping? Wrapping { get; private set; }

    /// <summary>When <see cref="Tick"/> wants to be called next.</summary>
    public TimeSpan NextDeadline => Phase switch
    {
        SessionPhase.Ready => ReadyDeadline(),
        SessionPhase.Closed => TimeSpan.MaxValue,
        _ => _handshakeDeadline,
    };

    /// <summary>Takes the next frame to send.</summary>
    public bool TryTakeFrame([NotNullWhen(true)] out Frame? frame) => _frames.TryDequeue(out frame);

    /// <summary>Takes the next thing that happened.</summary>
    public bool TryTakeEvent([NotNullWhen(true)] out ClientEvent? happened)
    {
        if (!_events.TryDequeue(out happened)) return false;
        if (happened is ClientEvent.ChangesReceived changes) GiveCredit(changes.Update.Length);
        return true;
    }

    /// <summary>Whether both sides have a capability; false before the welcome.</summary>
    /// <param name="capability">One of <see cref="Capability"/>.</param>
    public bool Has(string capability) => _shared.Contains(capability);

    /// <summary>Opens a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="version">What this side has of it.</param>
    /// <returns>The channel that stands for it until it is closed.</returns>
    /// <exception cref="InvalidOperationException">The session is not ready.</exception>
    public int Open(Guid page, VersionVector version) => Open(page, version, createIn: null);

    /// <summary>Opens a page, and has it created if there is none such.</summary>
    /// <param name="page">The page.</param>
    /// <param name="version">What this side has of it.</param>
    /// <param name="createIn">The workspace, or the page, in which it is to be created; null: nowhere.</param>
    /// <returns>The channel that stands for it until it is closed.</returns>
    /// <exception cref="InvalidOperationException">The session is not ready.</exception>
    public int Open(Guid page, VersionVector version, Guid? createIn)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (Phase != SessionPhase.Ready) throw new InvalidOperationException($"The session is {Phase}: open pages after the Welcomed event.");
        int channel = ++_lastChannel;
        _channels.Add(channel, new Channel());
        _frames.Enqueue(new OpenFrame(channel, page, version.Encode()) { CreateIn = createIn });
        return channel;
    }

    /// <summary>Sends changes, if the server's window has room.</summary>
    /// <param name="channel">An open page's channel.</param>
    /// <param name="update">The update; must not change afterwards.</param>
    /// <param name="batch">Names the batch in the events to come.</param>
    /// <returns>False when the window is full or the page is not open: try again after a <see cref="ClientEvent.BatchDurable"/>, a <see cref="ClientEvent.BatchRejected"/> or a <see cref="ClientEvent.PageOpened"/>.</returns>
    public bool TrySendChanges(int channel, ReadOnlyMemory<byte> update, out long batch)
    {
        batch = 0;
        if (Phase != SessionPhase.Ready || !_channels.TryGetValue(channel, out Channel? page) || !page.IsOpen) return false;
        if (_unacknowledgedBatches >= _serverLimits!.MaxUnacknowledgedBatches) return false;
        if (_unacknowledgedBytes > 0 && _unacknowledgedBytes + update.Length > _serverLimits.MaxUnacknowledgedBytes) return false;
        batch = ++_lastBatch;
        page.Waiting.Add(batch, update.Length);
        _unacknowledgedBatches++;
        _unacknowledgedBytes += update.Length;
        _frames.Enqueue(new ChangesFrame(channel, batch, update));
        return true;
    }

    /// <summary>Sends presence, and again before it would expire, until it is taken back; false when the page is not open, or the payload is larger than the server accepts.</summary>
    /// <param name="channel">The page's channel.</param>
    /// <param name="payload">Opaque; empty takes the presence back.</param>
    public bool TrySendPresence(int channel, ReadOnlyMemory<byte> payload)
    {
        if (Phase != SessionPhase.Ready || !_channels.TryGetValue(channel, out Channel? page) || !page.IsOpen) return false;
        if (payload.Length > _serverLimits!.MaxPresenceBytes) return false;
        page.Presence = payload;
        page.PresenceSent = _now;
        _frames.Enqueue(new PresenceFrame(channel, payload, null));
        return true;
    }

    /// <summary>Closes a page; nothing more is heard of it. Does nothing for a closed channel.</summary>
    /// <param name="channel">The page's channel.</param>
    public void ClosePage(int channel)
    {
        if (Phase == SessionPhase.Ready && Remove(channel)) _frames.Enqueue(new ClosePageFrame(channel));
    }

    /// <summary>Ends the session.</summary>
    /// <param name="code">Why.</param>
    /// <param name="message">Why and what to do; null for the code's own sentence.</param>
    public void Close(SyncErrorCode code, string? message = null)
    {
        if (Phase == SessionPhase.Closed) return;
        message ??= SyncErrors.Describe(code);
        _frames.Enqueue(new CloseFrame(code, message));
        End(code, message);
    }

    /// <summary>Lets time pass: ends what is late, pings what is silent.</summary>
    /// <param name="now">The time.</param>
    public void Tick(TimeSpan now)
    {
        _now = now;
        switch (Phase)
        {
            case SessionPhase.Ready when _keepAlive.IsDead(now): Close(SyncErrorCode.IdleTimeout); break;
            case SessionPhase.Ready when _keepAlive.ShouldPing(now): _frames.Enqueue(new PingFrame(0)); break;
            case SessionPhase.Authenticating when now >= _handshakeDeadline: Close(SyncErrorCode.HandshakeTimeout); break;
        }
        if (Phase == SessionPhase.Ready) TickReady();
    }

    /// <summary>Takes a message as it came from the network.</summary>
    /// <param name="message">One whole message; not kept.</param>
    /// <param name="now">The time.</param>
    public void Receive(in ReadOnlySequence<byte> message, TimeSpan now)
    {
        if (Phase == SessionPhase.Closed) return;
        if (message.Length > MaxFrameBytes)
        {
            Close(SyncErrorCode.FrameTooLarge);
            return;
        }
        switch (FrameReader.TryRead(message, _limits, out Frame? frame, out string? problem))
        {
            case FrameReadStatus.Frame: Receive(frame!, now); break;
            case FrameReadStatus.Invalid: Close(SyncErrorCode.MalformedFrame, problem); break;
            default: _keepAlive.Heard(now); break;
        }
    }

    /// <summary>Takes a frame.</summary>
    /// <param name="frame">What the server sent.</param>
    /// <param name="now">The time.</param>
    public void Receive(Frame frame, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (Phase == SessionPhase.Closed) return;
        _keepAlive.Heard(now);
        _now = now;
        switch (frame)
        {
            case HelloFrame or OpenFrame or ClosePageFrame or CreditFrame or TokenFrame or DigestFrame:
                Close(SyncErrorCode.WrongDirection, $"A server sent {frame.Type}. {SyncErrors.Describe(SyncErrorCode.WrongDirection)}");
                break;
            case CloseFrame close: End(close.Code, close.Message); break;
            case WelcomeFrame welcome when Phase == SessionPhase.Authenticating: Welcomed(welcome, now); break;
            case Frame when Phase != SessionPhase.Ready: Unexpected(frame); break;
            case FragmentFrame when Has(Capability.Fragments): Unwrap(frame, now); break;
            case DeflatedFrame when Has(Capability.Deflate): Unwrap(frame, now); break;
            case OpenedFrame opened: Opened(opened); break;
            case ChangesFrame changes: Changes(changes); break;
            case AckReceivedFrame ack: Received(ack); break;
            case AckDurableFrame ack:
                if (Answered(ack.Channel, ack.Batch)) _events.Enqueue(new ClientEvent.BatchDurable(ack.Channel, ack.Batch));
                break;
            case RejectFrame reject:
                if (Answered(reject.Channel, reject.Batch))
                    _events.Enqueue(new ClientEvent.BatchRejected(reject.Channel, reject.Batch, reject.Code, reject.Retryable, reject.Message));
                break;
            case PresenceFrame presence: Presence(presence); break;
            case ErrorFrame error: Error(error); break;
            case AccessFrame access: Access(access); break;
            case TokenAcceptedFrame accepted when _tokenSent: Accepted(accepted); break;
            case DrainFrame drain: _events.Enqueue(new ClientEvent.DrainRequested(drain)); break;
            case DigestAnswerFrame answer when _walk is not null: Answered(answer); break;
            case PingFrame ping: _frames.Enqueue(new PongFrame(ping.Number)); break;
            case PongFrame: break;
            default: Unexpected(frame); break;
        }
    }
}
