using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Notion.Sync.Protocol;

/// <summary>
/// Runs a <see cref="ServerSession"/> over a transport for a <see cref="ISyncHost"/>: one instance per connection, one call of <see cref="RunAsync"/>.
/// </summary>
/// <remarks>
/// Only the receive loop waits while nothing happens. It feeds the session, and carries the session's effects to the host, in order; where the host takes its time, that goes on beside it. What
/// is to be sent has the thread's <see cref="SendTurn"/> send it, or the thread pool; a clock that all connections share lets time pass. All of them meet in one lock around the session, in which nothing waits.
/// Back-pressure: the receive loop stops when too many effects wait for the host, and pages are opened only while the outgoing queue has room. A peer that does
/// not read is cut off with <see cref="SyncErrorCode.SlowReader"/>.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Without wait handles and timers there is nothing to release, and rooms may still answer after the end.")]
public sealed partial class SyncServerConnection : ISessionGuard
{
    private readonly Lock _gate = new();
    private readonly ISyncTransport _transport;
    private readonly ISyncHost _host;
    private readonly SyncServerOptions _options;
    private readonly ServerSession _session;
    private readonly OutgoingQueue _outgoing;
    private readonly long _started;
    private readonly ConnectionClock _clock;
    private readonly CancellationTokenSource _ended = new();
    private Task _sending = Task.CompletedTask;
    private Task _receiving = Task.CompletedTask;
    private Task? _finishing;
    private bool _isRunning;                            // sending and receiving have begun, so that their end can be waited for

    /// <summary>Prepares a connection; nothing happens before <see cref="RunAsync"/>.</summary>
    /// <param name="transport">Carries the frames; disposed by <see cref="RunAsync"/>.</param>
    /// <param name="host">The server.</param>
    /// <param name="options">Limits, clock and names; null for the defaults.</param>
    public SyncServerConnection(ISyncTransport transport, ISyncHost host, SyncServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(host);
        _transport = transport;
        _host = host;
        _options = options ?? new SyncServerOptions();
        _started = _options.TimeProvider.GetTimestamp();
        _session = new ServerSession(_options.NewSessionId(), _options.ServerName, _options.Limits, host.ListsPages ? _options.Capabilities : _options.WithoutDigest, TimeSpan.Zero);
        _outgoing = new OutgoingQueue(transport, _options.Limits.MaxQueuedBytes, _options.TimeProvider);
        _clock = ConnectionClock.Of(_options.TimeProvider);
    }

    /// <summary>Names the connection.</summary>
    public string SessionId => _session.SessionId;

    /// <summary>Who is signed in; null before that.</summary>
    public SyncIdentity? Identity => _session.Identity;

    /// <summary>Why the connection is closed; null while it is not.</summary>
    public SyncErrorCode? CloseCode => _session.CloseCode;

    private TimeSpan Now => _options.TimeProvider.GetElapsedTime(_started);

    /// <summary>Serves the connection until it ends. Never throws because of what the peer does.</summary>
    /// <param name="stopping">Closes the connection with <see cref="SyncErrorCode.ServerShuttingDown"/>, after <see cref="SyncServerOptions.DrainGrace"/>; the task is done within about twice the close timeout.</param>
    /// <returns>Why the connection ended.</returns>
    public async Task<SyncErrorCode> RunAsync(CancellationToken stopping)
    {
        await using ConfiguredAsyncDisposable transport = _transport.ConfigureAwait(false);
        _sending = _outgoing.RunAsync(() => Close(SyncErrorCode.None));
        _clock.Add(this);
        try
        {
            await using (stopping.UnsafeRegister(static self => ((SyncServerConnection)self!).Stop(), this))
            {
                _receiving = ReceiveAsync();
                lock (_gate)
                {
                    _isRunning = true;
                    FinishWhereClosed();
                }
                await _receiving.ConfigureAwait(false);
                Close(SyncErrorCode.None);
                await _finishing!.ConfigureAwait(false);
                await _sending.ConfigureAwait(false);
            }
        }
        finally
        {
            _clock.Remove(this);
        }
        await CarriedOutAsync().ConfigureAwait(false);
        _ended.Dispose();
        return _session.CloseCode!.Value;
    }

    /// <summary>Ends the connection: the client gets the code and the sentence. Safe from any thread; the first call wins.</summary>
    /// <param name="code">Why.</param>
    /// <param name="message">Why and what to do; null for the code's own sentence.</param>
    public void Close(SyncErrorCode code, string? message = null) =>
        Answer((code, message), static (session, a) => session.Close(a.code, a.message));

    /// <summary>Asks the client to go elsewhere, and closes the connection after a grace. A client that is not signed in yet is closed at once. Safe from any thread; the first call counts.</summary>
    /// <param name="code">Why: <see cref="SyncErrorCode.ServerShuttingDown"/> or <see cref="SyncErrorCode.ServerOverloaded"/>.</param>
    /// <param name="grace">How long the connection still works.</param>
    /// <param name="address">Where to go; empty for wherever the client connected first.</param>
    /// <param name="message">Why, for logs; null for the code's own sentence.</param>
    public void Drain(SyncErrorCode code, TimeSpan grace, string address = "", string? message = null)
    {
        Answer((code, grace, address, message, Now), static (session, a) =>
        {
            if (session.Phase == SessionPhase.Ready) session.Drain(a.code, a.grace, a.address, a.message, a.Now);
            else session.Close(a.code, a.message);
        });
        Rearm();
    }

    /// <inheritdoc/>
    public bool Has(string capability) => _session.Has(capability);

    void ISessionGuard.Answer<T>(T arguments, Action<ServerSession, T> answer) => Answer(arguments, answer);

    void ISessionGuard.Push(int channel, ReadOnlyMemory<byte> update)
    {
        lock (_gate)
        {
            if (!_session.TryPush(channel, update, out long number)) _session.PushChanges(channel, update);
            else if (_outgoing.TryEnqueueChanges(channel, number, update)) return;
            else CutOff();
            Drain(counted: false);
        }
    }

    private void Answer<T>(T arguments, Action<ServerSession, T> answer)
    {
        lock (_gate)
        {
            answer(_session, arguments);
            Drain(counted: false);
        }
    }

    private void Stop()
    {
        if (_options.DrainGrace > TimeSpan.Zero) Drain(SyncErrorCode.ServerShuttingDown, _options.DrainGrace, _options.DrainAddress);
        else Close(SyncErrorCode.ServerShuttingDown);
    }

    /// <summary>Has the next tick come when the session wants it, if that is sooner than it would.</summary>
    private void Rearm()
    {
        TimeSpan left;
        lock (_gate) left = _session.NextDeadline - Now;
        _clock.Wake(left);
    }

    /// <summary>Receives until the peer has nothing more to say. What comes after the session is closed is dropped, so that the goodbye is not lost to a reset.</summary>
    private async Task ReceiveAsync()
    {
        // A peer that has much to say at once must not keep the connection from knowing that it receives.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (true)
        {
            try
            {
                _transport.MaxMessageBytes = _session.MaxFrameBytes;
                // No token: it ends when the transport does, which costs an idle connection nothing.
                if (await _transport.ReceiveAsync(CancellationToken.None).ConfigureAwait(false) is not { } message) return;
                using (SendTurn.Begin())
                {
                    lock (_gate)
                    {
                        _session.Receive(message, Now);
                        Drain(counted: true);
                    }
                    CarryOut();
                }
                if (WaitsForHost() is { } room) await room.ConfigureAwait(false);
            }
            catch (SyncException bad)
            {
                Close(bad.Code, bad.Message);
            }
        }
    }

    /// <summary>Lets time pass.</summary>
    /// <returns>How long until it wants to be called again.</returns>
    internal TimeSpan Tick()
    {
        lock (_gate)
        {
            TimeSpan now = Now;
            _session.Tick(now);
            if (_outgoing.Stalled >= _options.Limits.SendTimeout) CutOff();
            Drain(counted: false);
            return _session.NextDeadline - now;
        }
    }

    private void CutOff()
    {
        _outgoing.Discard();
        _session.Close(SyncErrorCode.SlowReader);
    }

    /// <summary>Moves frames and effects out of the session. Under the lock.</summary>
    /// <param name="counted">Whether the effects are of a frame, to be throttled, and the caller carries them out; those of answers are carried out on the thread pool.</param>
    private void Drain(bool counted)
    {
        _outgoing.Wrapping ??= _session.Wrapping;
        while (_session.TryTakeFrame(out Frame? frame))
            if (!_outgoing.TryEnqueue(frame)) CutOff();
        while (_session.TryTakeEffect(out ServerEffect? effect)) Enqueue(effect, counted);
        FinishWhereClosed();
        if (!counted) CarryOutElsewhere();
    }

    /// <summary>Ends what runs, once the session is closed. A connection that is closed before it runs ends as soon as it does. Under the lock.</summary>
    private void FinishWhereClosed()
    {
        if (!_isRunning || _session.Phase != SessionPhase.Closed || _finishing is not null) return;
        _outgoing.Complete();
        _finishing = FinishAsync();
        ReleaseReceiving();
    }

    /// <summary>Sends what is queued, says goodbye, gives the peer a moment to do so too, and ends every wait.</summary>
    private async Task FinishAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        TimeSpan patience = _options.Limits.CloseTimeout;
        try
        {
            await _sending.WaitAsync(patience, _options.TimeProvider).ConfigureAwait(false);
            using var late = new CancellationTokenSource(patience, _options.TimeProvider);
            await _transport.CloseAsync(_session.CloseCode!.Value, _session.CloseMessage!, late.Token).ConfigureAwait(false);
            await _receiving.WaitAsync(patience, _options.TimeProvider).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is TimeoutException or OperationCanceledException or IOException)
        {
            _transport.Abort();
        }
        await _ended.CancelAsync().ConfigureAwait(false);
    }
}
