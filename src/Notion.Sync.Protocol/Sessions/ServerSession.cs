using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>
/// The server's end of one connection as a state machine without I/O and without a clock: frames, ticks and the host's answers go in,
/// frames (<see cref="TryTakeFrame"/>) and effects (<see cref="TryTakeEffect"/>) come out.
/// </summary>
/// <remarks>
/// <para>
/// Phases: <c>AwaitingHello → Authenticating → Ready → Closed</c>; a channel: <c>opening → open → closed</c>. Any frame that is not
/// allowed where it comes ends this connection with a code and a sentence, and touches nothing else. After <c>Closed</c> everything that
/// comes in is ignored, so that late answers of a host are harmless; so are answers for channels that have been closed meanwhile.
/// </para>
/// <para>
/// Invariants: memory is bounded by the limits (channels, unacknowledged batches and their bytes); every <see cref="ServerEffect.OpenPage"/> is followed by exactly
/// one <see cref="ServerEffect.PageClosed"/>; an acknowledgement is only ever sent for a batch that is waiting for it.
/// Not thread-safe: <see cref="SyncServerConnection"/> guards it. Times are since any fixed moment, and must not go back.
/// </para>
/// </remarks>
public sealed partial class ServerSession
{
    private readonly SyncLimits _limits;
    private readonly string _serverName;
    private readonly IReadOnlyList<string> _capabilities;
    private readonly Dictionary<int, Channel> _channels = [];
    private readonly Queue<Frame> _frames = new();
    private readonly Queue<ServerEffect> _effects = new();
    private readonly TimeSpan _handshakeDeadline;
    private FrameUnwrapper? _unwrapper;
    private string[] _shared = [];
    private KeepAlive _keepAlive;
    private FrameBudget _budget;
    private TimeSpan _now;
    private HelloFrame? _hello;
    private int _lastChannel;
    private long _lastBatch;
    private int _unacknowledgedBatches;
    private long _unacknowledgedBytes;

    /// <summary>Starts a session.</summary>
    /// <param name="sessionId">Names the connection to clients and in logs.</param>
    /// <param name="serverName">The server's name and version, for the client's log.</param>
    /// <param name="limits">What this client may use.</param>
    /// <param name="now">The time.</param>
    public ServerSession(string sessionId, string serverName, SyncLimits limits, TimeSpan now)
        : this(sessionId, serverName, limits, Capability.All, now)
    {
    }

    /// <summary>Starts a session that uses only some of what this library has.</summary>
    /// <param name="sessionId">Names the connection to clients and in logs.</param>
    /// <param name="serverName">The server's name and version, for the client's log.</param>
    /// <param name="limits">What this client may use.</param>
    /// <param name="capabilities">Some of <see cref="Capability.All"/>.</param>
    /// <param name="now">The time.</param>
    public ServerSession(string sessionId, string serverName, SyncLimits limits, IReadOnlyList<string> capabilities, TimeSpan now)
    {
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(capabilities);
        SessionId = sessionId;
        _serverName = serverName;
        _limits = limits;
        _capabilities = capabilities;
        _budget = new FrameBudget(limits.FrameBurst, limits.FramesPerSecond, now);
        _now = now;
        _handshakeDeadline = now + limits.HandshakeTimeout;
        _keepAlive = new KeepAlive(limits.IdleTimeout, now);
    }

    /// <summary>Names the connection.</summary>
    public string SessionId { get; }

    /// <summary>Where the session stands.</summary>
    public SessionPhase Phase { get; private set; }

    /// <summary>Who is signed in; null before.</summary>
    public SyncIdentity? Identity { get; private set; }

    /// <summary>What the client said first; null before it.</summary>
    public HelloFrame? ClientHello => _hello;

    /// <summary>What the client accepts; null before its hello.</summary>
    public PeerLimits? ClientLimits => _hello?.Limits;

    /// <summary>Why the session is closed; null while it is not.</summary>
    public SyncErrorCode? CloseCode { get; private set; }

    /// <summary>The sentence that goes with <see cref="CloseCode"/>.</summary>
    public string? CloseMessage { get; private set; }

    /// <summary>How many channels are open or being opened.</summary>
    public int OpenChannels => _channels.Count;

    /// <summary>The largest message to accept just now: small until the client is authenticated.</summary>
    public int MaxFrameBytes => Phase == SessionPhase.Ready ? _limits.MaxFrameBytes : _limits.MaxHandshakeBytes;

    /// <summary>When <see cref="Tick"/> wants to be called next.</summary>
    public TimeSpan NextDeadline => Phase switch
    {
        SessionPhase.Ready => Earliest(_keepAlive.Deadline, Earliest(_tokenEnds, _drainEnds)),
        SessionPhase.Closed => TimeSpan.MaxValue,
        _ => _handshakeDeadline,
    };

    /// <summary>How frames may leave; null before the welcome.</summary>
    internal FrameWrapping? Wrapping { get; private set; }

    /// <summary>Whether both sides have a capability; false before the welcome.</summary>
    /// <param name="capability">One of <see cref="Capability"/>.</param>
    public bool Has(string capability)
    {
        foreach (string shared in _shared)
            if (string.Equals(shared, capability, StringComparison.Ordinal)) return true;
        return false;
    }

    /// <summary>Takes the next frame to send.</summary>
    public bool TryTakeFrame([NotNullWhen(true)] out Frame? frame) => _frames.TryDequeue(out frame);

    /// <summary>Takes the next thing for the host to do.</summary>
    public bool TryTakeEffect([NotNullWhen(true)] out ServerEffect? effect) => _effects.TryDequeue(out effect);

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
            default:
                if (Phase != SessionPhase.Ready) Close(SyncErrorCode.UnexpectedFrame);
                else if (_budget.TryTake(now)) _keepAlive.Heard(now);
                else Close(SyncErrorCode.TooManyFrames);
                break;
        }
    }

    /// <summary>Takes a frame.</summary>
    /// <param name="frame">What the client sent.</param>
    /// <param name="now">The time.</param>
    public void Receive(Frame frame, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (Phase == SessionPhase.Closed) return;
        _keepAlive.Heard(now);
        _now = now;
        if (Phase == SessionPhase.Ready && frame is not ChangesFrame && !_budget.TryTake(now))
        {
            Close(SyncErrorCode.TooManyFrames);
            return;
        }
        switch (frame)
        {
            case WelcomeFrame or OpenedFrame or AckReceivedFrame or AckDurableFrame or RejectFrame or ErrorFrame
                or TokenAcceptedFrame or AccessFrame or DrainFrame or DigestAnswerFrame:
                Close(SyncErrorCode.WrongDirection, $"A client sent {frame.Type}. {SyncErrors.Describe(SyncErrorCode.WrongDirection)}");
                break;
            case CloseFrame: End(SyncErrorCode.None, SyncErrors.Describe(SyncErrorCode.None)); break;
            case HelloFrame hello when Phase == SessionPhase.AwaitingHello: Hello(hello); break;
            case HelloFrame: Unexpected(frame); break;
            case Frame when Phase != SessionPhase.Ready: Unexpected(frame); break;
            case FragmentFrame when Has(Capability.Fragments): Unwrap(frame, now); break;
            case DeflatedFrame when Has(Capability.Deflate): Unwrap(frame, now); break;
            case OpenFrame open: Open(open); break;
            case ChangesFrame changes: Changes(changes); break;
            case PresenceFrame presence: Presence(presence); break;
            case ClosePageFrame close: ClosePage(close); break;
            case CreditFrame credit when Has(Capability.Credit): Credit(credit); break;
            case TokenFrame token when Has(Capability.Refresh): Token(token); break;
            case DigestFrame digest when Has(Capability.Digest): Digest(digest); break;
            case PingFrame ping: _frames.Enqueue(new PongFrame(ping.Number)); break;
            case PongFrame: break;
            default: Unexpected(frame); break;
        }
    }

    /// <summary>Lets time pass: ends what is late, pings what is silent.</summary>
    /// <param name="now">The time.</param>
    public void Tick(TimeSpan now)
    {
        _now = now;
        switch (Phase)
        {
            case SessionPhase.Ready when now >= _drainEnds: Close(_drainCode); break;
            case SessionPhase.Ready when now >= _tokenEnds: Close(SyncErrorCode.TokenExpired); break;
            case SessionPhase.Ready when _keepAlive.IsDead(now): Close(SyncErrorCode.IdleTimeout); break;
            case SessionPhase.Ready when _keepAlive.ShouldPing(now): _frames.Enqueue(new PingFrame(0)); break;
            case SessionPhase.AwaitingHello or SessionPhase.Authenticating when now >= _handshakeDeadline: Close(SyncErrorCode.HandshakeTimeout); break;
        }
    }

    /// <summary>Ends the session: the client gets the code and the sentence, the host a <see cref="ServerEffect.PageClosed"/> for every channel.</summary>
    /// <param name="code">Why.</param>
    /// <param name="message">Why and what to do; null for the code's own sentence.</param>
    public void Close(SyncErrorCode code, string? message = null)
    {
        if (Phase == SessionPhase.Closed) return;
        message ??= SyncErrors.Describe(code);
        _frames.Enqueue(new CloseFrame(code, message));
        End(code, message);
    }

    private void End(SyncErrorCode code, string message)
    {
        Phase = SessionPhase.Closed;
        CloseCode = code;
        CloseMessage = message;
        foreach (int channel in _channels.Keys) _effects.Enqueue(new ServerEffect.PageClosed(channel));
        _channels.Clear();
        _held = null;
        _heldBytes = 0;
        _unacknowledgedBatches = 0;
        _unacknowledgedBytes = 0;
    }

    private void Unexpected(Frame frame) =>
        Close(SyncErrorCode.UnexpectedFrame, $"{frame.Type} came while the session was {Phase}. {SyncErrors.Describe(SyncErrorCode.UnexpectedFrame)}");

    private void Hello(HelloFrame hello)
    {
        _hello = hello;
        if (ProtocolVersion.Negotiate(hello.MinVersion, hello.MaxVersion) is null)
        {
            Close(SyncErrorCode.VersionNotSupported,
                $"The client speaks versions {hello.MinVersion} to {hello.MaxVersion}, the server {ProtocolVersion.Min} to {ProtocolVersion.Max}. Update the older one.");
        }
        else if (hello.Token.Length == 0)
        {
            Close(SyncErrorCode.AuthenticationRequired);
        }
        else
        {
            Phase = SessionPhase.Authenticating;
            _effects.Enqueue(new ServerEffect.Authenticate(hello));
        }
    }

    private void Open(OpenFrame open)
    {
        if (open.Channel <= _lastChannel)
        {
            Close(SyncErrorCode.ChannelInUse);
            return;
        }
        _lastChannel = open.Channel;
        if (_channels.Count >= _limits.MaxOpenChannels)
            Refuse(open.Channel, SyncErrorCode.TooManyChannels);
        else if (_channels.Values.Any(channel => channel.Page == open.Page))
            Refuse(open.Channel, SyncErrorCode.PageAlreadyOpen);
        else if (open.Version.Length > _limits.MaxVersionBytes || !VersionVector.TryDecode(open.Version.Span, out VersionVector version))
            Refuse(open.Channel, SyncErrorCode.MalformedVersion);
        else
        {
            _channels.Add(open.Channel, new Channel(open.Page));
            _effects.Enqueue(new ServerEffect.OpenPage(open.Channel, open.Page, version) { CreateIn = open.CreateIn });
        }
    }

    private void Refuse(int channel, SyncErrorCode code) => _frames.Enqueue(new ErrorFrame(code, SyncErrors.Describe(code), channel));

    private void Changes(ChangesFrame changes)
    {
        if (!TryFind(changes.Channel, changes, out Channel? channel)) return;
        if (changes.Batch <= _lastBatch)
        {
            Close(SyncErrorCode.BatchOutOfOrder);
            return;
        }
        _lastBatch = changes.Batch;
        if (_unacknowledgedBatches >= _limits.MaxUnacknowledgedBatches
            || (_unacknowledgedBytes > 0 && _unacknowledgedBytes + changes.Update.Length > _limits.MaxUnacknowledgedBytes))
        {
            Close(SyncErrorCode.TooManyUnacknowledged);
            return;
        }
        if (channel.Access < PageAccess.Edit)
        {
            _frames.Enqueue(new RejectFrame(changes.Channel, changes.Batch, SyncErrorCode.ReadOnly, false, SyncErrors.Describe(SyncErrorCode.ReadOnly)));
            return;
        }
        (channel.Waiting ??= []).Add(changes.Batch, new Waiting(changes.Update.Length, Received: false));
        _unacknowledgedBatches++;
        _unacknowledgedBytes += changes.Update.Length;
        _effects.Enqueue(new ServerEffect.SubmitChanges(changes.Channel, changes.Batch, changes.Update));
    }

    private void Presence(PresenceFrame presence)
    {
        if (!TryFind(presence.Channel, presence, out _)) return;
        if (presence.Payload.Length > _limits.MaxPresenceBytes) Close(SyncErrorCode.PresenceTooLarge);
        else _effects.Enqueue(new ServerEffect.UpdatePresence(presence.Channel, presence.Payload));
    }

    private void Unwrap(Frame frame, TimeSpan now)
    {
        _unwrapper ??= new FrameUnwrapper(_limits);
        SyncErrorCode code = _unwrapper.Unwrap(frame, out Frame? inner, out string? problem);
        if (code != SyncErrorCode.None) Close(code, problem);
        else if (inner is not null) Receive(inner, now);
    }

    private void ClosePage(ClosePageFrame close)
    {
        if (close.Channel > _lastChannel) Close(SyncErrorCode.UnknownChannel);
        else Remove(close.Channel);
    }

    /// <summary>
    /// The open channel that a frame is for. Frames for channels that were closed meanwhile are under way and mean no harm: they are dropped.
    /// Frames for channels that were never opened, or that the client was not told are open, end the connection.
    /// </summary>
    private bool TryFind(int number, Frame frame, [NotNullWhen(true)] out Channel? channel)
    {
        if (_channels.TryGetValue(number, out channel) && channel.IsOpen) return true;
        if (channel is not null) Unexpected(frame);
        else if (number > _lastChannel) Close(SyncErrorCode.UnknownChannel);
        return false;
    }

    private void Remove(int number)
    {
        if (!_channels.Remove(number, out Channel? channel)) return;
        if (channel.Waiting is { } unanswered)
        {
            foreach (Waiting waiting in unanswered.Values)
            {
                _unacknowledgedBatches--;
                _unacknowledgedBytes -= waiting.Bytes;
            }
        }
        ForgetHeld(number, channel);
        _effects.Enqueue(new ServerEffect.PageClosed(number));
    }

    private readonly record struct Waiting(int Bytes, bool Received);

    private sealed class Channel(Guid page)
    {
        public Guid Page { get; } = page;

        public bool IsOpen { get; set; }

        public PageAccess Access { get; set; }

        /// <summary>What was announced while the page was being opened: newer than what the host answers.</summary>
        public PageAccess? Announced { get; set; }

        /// <summary>Bytes of pushes that wait for credit.</summary>
        public long HeldBytes { get; set; }

        public long Pushed { get; set; }

        /// <summary>Batches that the client has sent and that are neither durable nor rejected yet.</summary>
        public Dictionary<long, Waiting>? Waiting { get; set; }
    }
}
