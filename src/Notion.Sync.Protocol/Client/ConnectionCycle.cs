namespace Notion.Sync.Protocol;

/// <summary>When a client connects and how long it waits between attempts, as a state machine without clock and I/O: <see cref="ConnectionState"/> and how it changes.</summary>
/// <remarks>
/// <para><c>Offline ─TryBegin→ Connecting ─Welcomed→ Online ─Ended→ Offline</c>, with <c>Failed</c> or <c>Ended</c> from <c>Connecting</c>, too; <c>Stopped</c> instead of <c>Offline</c>
/// where the code says that trying again by itself would not help.</para>
/// <para>Not thread-safe. Times are since any fixed moment, and must not go back.</para>
/// </remarks>
public sealed class ConnectionCycle
{
    private readonly BackOff _backOff;
    private readonly Random _random;
    private TimeSpan _began;
    private int _failures;
    private bool _isWoken;

    /// <summary>Starts offline, with no attempt due before <see cref="Wake"/>.</summary>
    /// <param name="backOff">The waits.</param>
    /// <param name="random">Their jitter; used under a lock.</param>
    public ConnectionCycle(BackOff backOff, Random random)
    {
        ArgumentNullException.ThrowIfNull(backOff);
        ArgumentNullException.ThrowIfNull(random);
        _backOff = backOff;
        _random = random;
    }

    /// <summary>Where the connection stands.</summary>
    public ConnectionState State { get; private set; }

    /// <summary>Why the last attempt or connection ended; null when nothing has gone wrong since the last welcome.</summary>
    public Exception? LastError { get; private set; }

    /// <summary>When the next attempt is due; <see cref="TimeSpan.MaxValue"/> while there is a connection, or nothing but <see cref="Wake"/> helps.</summary>
    public TimeSpan NextAttempt { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Tries at once instead of waiting: the client starts, the network is back, the user has signed in. During an attempt: the next one, should this one fail, comes at once.</summary>
    /// <param name="now">The time.</param>
    public void Wake(TimeSpan now)
    {
        _failures = 0;
        if (State is ConnectionState.Connecting or ConnectionState.Online) _isWoken = true;
        else NextAttempt = now;
    }

    /// <summary>Begins an attempt if one is due.</summary>
    /// <param name="now">The time.</param>
    public bool TryBegin(TimeSpan now)
    {
        if (now < NextAttempt || State is ConnectionState.Connecting or ConnectionState.Online) return false;
        (State, NextAttempt, _began, _isWoken) = (ConnectionState.Connecting, TimeSpan.MaxValue, now, false);
        return true;
    }

    /// <summary>The server has welcomed the client.</summary>
    public void Welcomed() => (State, LastError) = (ConnectionState.Online, null);

    /// <summary>The server reports something that ends nothing.</summary>
    /// <param name="warning">What.</param>
    public void Warned(Exception warning) => LastError = warning;

    /// <summary>The attempt came to nothing: no token, no transport.</summary>
    /// <param name="error">Why.</param>
    /// <param name="now">The time.</param>
    public void Failed(Exception error, TimeSpan now)
    {
        LastError = error;
        Wait(ConnectionState.Offline, now);
    }

    /// <summary>The connection has ended.</summary>
    /// <param name="code">Why.</param>
    /// <param name="message">The sentence that goes with it.</param>
    /// <param name="now">The time.</param>
    public void Ended(SyncErrorCode code, string message, TimeSpan now)
    {
        if (code != SyncErrorCode.None) LastError = new SyncException(code, message);
        Wait(SyncErrors.IsRetryable(code) ? ConnectionState.Offline : ConnectionState.Stopped, now);
    }

    private void Wait(ConnectionState state, TimeSpan now)
    {
        State = state;
        _failures = now - _began >= _backOff.ResetAfter ? 1 : _failures + 1;
        if (_isWoken)
        {
            _failures = 0;
            NextAttempt = now;
        }
        else if (state == ConnectionState.Stopped)
        {
            NextAttempt = TimeSpan.MaxValue;
        }
        else
        {
            lock (_random) NextAttempt = now + _backOff.Delay(_failures, _random);
        }
    }
}
