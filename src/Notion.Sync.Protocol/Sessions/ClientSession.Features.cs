namespace Notion.Sync.Protocol;

/// <content>What goes beyond pages and batches: wrapped frames, credit, tokens, access, heartbeats, digests.</content>
public sealed partial class ClientSession
{
    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromSeconds(1);

    private TimeSpan _now;
    private long _creditBatches;
    private long _creditBytes;
    private int _dealtBatches;
    private int _dealtBytes;
    private TimeSpan _tokenEnds = TimeSpan.MaxValue;
    private TimeSpan _refreshAt = TimeSpan.MaxValue;
    private bool _tokenSent;
    private DigestWalk? _walk;
    private int _lastRequest;

    /// <summary>Sends a fresh token: the answer to <see cref="ClientEvent.TokenWanted"/>. It must stand for the same user. Does nothing when the session is over, or a token is being checked.</summary>
    /// <param name="token">The token; the same one where using it prolongs it.</param>
    /// <exception cref="InvalidOperationException">The server does not take fresh tokens: see <see cref="Has"/>.</exception>
    public void RefreshToken(string token)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        if (Phase != SessionPhase.Ready || _tokenSent) return;
        Require(Capability.Refresh);
        _tokenSent = true;
        _frames.Enqueue(new TokenFrame(token));
    }

    /// <summary>Asks which of many pages differ; <see cref="ClientEvent.DigestCompared"/> answers, unless the session ends first.</summary>
    /// <param name="scope">Which pages are meant; <see cref="Guid.Empty"/> for all that the user may open.</param>
    /// <param name="pages">What this side has of them.</param>
    /// <exception cref="InvalidOperationException">The server does not compare digests, the session is not ready, or an earlier question has no answer yet.</exception>
    public void Compare(Guid scope, IEnumerable<PageDigest> pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        Require(Capability.Digest);
        if (_walk is not null) throw new InvalidOperationException("A digest is being compared: wait for its DigestCompared event.");
        _walk = new DigestWalk(scope, pages, _limits.MaxDigestBuckets, Math.Max(_limits.MaxWholeBytes, _limits.MaxFrameBytes));
        GoOn(_walk);
    }

    /// <summary>How long the server shows presence that is not sent again. Known from the welcome on.</summary>
    public TimeSpan PresenceLifetime => TimeSpan.FromMilliseconds(_serverLimits?.PresenceLifetimeMilliseconds ?? 0);

    private void Require(string capability)
    {
        if (Phase != SessionPhase.Ready) throw new InvalidOperationException($"The session is {Phase}: this is for after the Welcomed event.");
        if (!Has(capability)) throw new InvalidOperationException($"The two sides did not agree on '{capability}': ask Has first.");
    }

    private TimeSpan ReadyDeadline()
    {
        TimeSpan next = _keepAlive.Deadline < _refreshAt ? _keepAlive.Deadline : _refreshAt;
        foreach (Channel page in _channels.Values)
            if (!page.Presence.IsEmpty && page.PresenceSent + Heartbeat() < next) next = page.PresenceSent + Heartbeat();
        return next;
    }

    private void TickReady()
    {
        if (_now >= _refreshAt && !_tokenSent)
        {
            // Where no token can be had now, one is asked for again after half of what is left.
            TimeSpan half = (_tokenEnds - _now) / 2;
            _refreshAt = _now + (half > ShortestRefresh ? half : ShortestRefresh);
            _events.Enqueue(new ClientEvent.TokenWanted());
        }
        foreach ((int channel, Channel page) in _channels)
        {
            if (page.Presence.IsEmpty || _now - page.PresenceSent < Heartbeat()) continue;
            page.PresenceSent = _now;
            _frames.Enqueue(new PresenceFrame(channel, page.Presence, null));
        }
    }

    private TimeSpan Heartbeat() => TimeSpan.FromMilliseconds(Math.Max(1_000, _serverLimits!.PresenceLifetimeMilliseconds / 3));

    private void Unwrap(Frame frame, TimeSpan now)
    {
        SyncErrorCode code = _unwrapper.Unwrap(frame, out Frame? inner, out string? problem);
        if (code != SyncErrorCode.None) Close(code, problem);
        else if (inner is not null) Receive(inner, now);
    }

    private bool TrySpendCredit(int bytes)
    {
        if (!Has(Capability.Credit)) return true;
        if (_creditBatches <= 0 || _creditBytes <= 0)
        {
            Close(SyncErrorCode.CreditExceeded);
            return false;
        }
        _creditBatches--;
        _creditBytes -= bytes;
        return true;
    }

    /// <summary>A push has been dealt with. Credit goes back in large portions, so that it costs few frames.</summary>
    private void GiveCredit(int bytes)
    {
        if (Phase != SessionPhase.Ready || !Has(Capability.Credit)) return;
        _dealtBatches++;
        _dealtBytes += bytes;
        if (_dealtBatches < (_limits.MaxPushedBatches + 1) / 2 && _dealtBytes < (_limits.MaxPushedBytes + 1) / 2) return;
        _frames.Enqueue(new CreditFrame(_dealtBatches, _dealtBytes));
        _creditBatches += _dealtBatches;
        _creditBytes += _dealtBytes;
        _dealtBatches = _dealtBytes = 0;
    }

    private void ScheduleRefresh(long expiresIn)
    {
        if (expiresIn == 0)
        {
            _tokenEnds = _refreshAt = TimeSpan.MaxValue;
            return;
        }
        TimeSpan life = TimeSpan.FromMilliseconds(Math.Min(expiresIn, (long)TimeSpan.FromDays(3650).TotalMilliseconds));
        _tokenEnds = _now + life;
        _refreshAt = _now + (life * 3 / 4);
    }

    private void Accepted(TokenAcceptedFrame accepted)
    {
        _tokenSent = false;
        ScheduleRefresh(accepted.ExpiresInMilliseconds);
        _events.Enqueue(new ClientEvent.TokenRenewed());
    }

    private void Access(AccessFrame access)
    {
        if (!TryFind(access.Channel, out Channel? page)) return;
        if (!page.IsOpen) Unexpected(access);
        else _events.Enqueue(new ClientEvent.AccessChanged(access.Channel, access.Access));
    }

    private void Answered(DigestAnswerFrame answer)
    {
        if (!_walk!.TryTake(answer))
            Close(SyncErrorCode.MalformedFrame, "A digest answer does not fit its question. Fix the server.");
        else if (!answer.More)
            GoOn(_walk);
    }

    private void GoOn(DigestWalk walk)
    {
        if (walk.Next(_lastRequest + 1) is { } next)
        {
            _lastRequest++;
            _frames.Enqueue(next);
            return;
        }
        _walk = null;
        _events.Enqueue(new ClientEvent.DigestCompared(walk.Result()));
    }
}
