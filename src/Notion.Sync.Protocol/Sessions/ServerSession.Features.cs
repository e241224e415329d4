namespace Notion.Sync.Protocol;

/// <content>What goes beyond pages and batches: pushing by credit, tokens, draining, digests.</content>
public sealed partial class ServerSession
{
    private Queue<(int Channel, ReadOnlyMemory<byte> Update)>? _held;
    private long _heldBytes;
    private bool _needsCredit;
    private long _creditBatches;
    private long _creditBytes;
    private TimeSpan _tokenEnds = TimeSpan.MaxValue;
    private bool _checksToken;
    private TimeSpan _drainEnds = TimeSpan.MaxValue;
    private SyncErrorCode _drainCode;
    private int _lastRequest;
    private (int Request, int Depth, (int Bucket, ulong Hash)[] Buckets)? _asked;

    /// <summary>Sends changes of others to the client, when it has given credit for them. Does nothing while the channel is not open: the answer to the open frame has them.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="update">The update, as its author sent it; kept while it waits for credit, so it must not change.</param>
    public void PushChanges(int channel, ReadOnlyMemory<byte> update)
    {
        if (!_channels.TryGetValue(channel, out Channel? page) || !page.IsOpen) return;
        if (!Fits(update.Length))
        {
            ClosePage(channel, SyncErrorCode.PageTooLarge);
            return;
        }
        if (MayPush)
        {
            Push(channel, page, update);
            return;
        }
        (_held ??= new Queue<(int, ReadOnlyMemory<byte>)>()).Enqueue((channel, update));
        page.HeldBytes += Cost(update);
        _heldBytes += Cost(update);
        while (_heldBytes > _limits.MaxQueuedBytes) ClosePage(_channels.MaxBy(static other => other.Value.HeldBytes).Key, SyncErrorCode.FellBehind);
    }

    /// <summary>
    /// Does what <see cref="PushChanges"/> does, where the update may leave at once and nothing stands before it, but for making the frame: whoever calls writes it, with this number. Most changes of others go this way.
    /// </summary>
    /// <returns>False where <see cref="PushChanges"/> has more to do; nothing has happened then.</returns>
    internal bool TryPush(int channel, ReadOnlyMemory<byte> update, out long number)
    {
        number = 0;
        if (_frames.Count > 0 || !_channels.TryGetValue(channel, out Channel? page) || !page.IsOpen || !Fits(update.Length) || !MayPush) return false;
        _creditBatches--;
        _creditBytes -= update.Length;
        number = ++page.Pushed;
        return true;
    }

    /// <summary>The fresh token is good, or not: the answer to <see cref="ServerEffect.RefreshToken"/>.</summary>
    /// <param name="identity">Whom it stands for; null when it is not valid. Somebody else than before ends the session.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="InvalidOperationException">No token is being checked.</exception>
    public void TokenRefreshed(SyncIdentity? identity, TimeSpan now)
    {
        if (Phase == SessionPhase.Closed) return;
        if (!_checksToken) throw new InvalidOperationException("No token is being checked: answer each RefreshToken effect once.");
        _checksToken = false;
        _now = now;
        if (identity is null)
        {
            Close(SyncErrorCode.AuthenticationFailed);
        }
        else if (identity.UserId != Identity!.UserId)
        {
            Close(SyncErrorCode.AuthenticationFailed, "The fresh token stands for another user. Connect anew to sign in as somebody else.");
        }
        else
        {
            _frames.Enqueue(new TokenAcceptedFrame(TokenEnds(identity)));
        }
    }

    /// <summary>Asks the client to go elsewhere; closes the connection when the grace is over. Calls after the first, or before the client is signed in, do nothing.</summary>
    /// <param name="code">Why: <see cref="SyncErrorCode.ServerShuttingDown"/> or <see cref="SyncErrorCode.ServerOverloaded"/>.</param>
    /// <param name="grace">How long the connection still works.</param>
    /// <param name="address">Where to go; empty for wherever the client connected first.</param>
    /// <param name="message">Why, for logs; null for the code's own sentence.</param>
    /// <param name="now">The time.</param>
    public void Drain(SyncErrorCode code, TimeSpan grace, string address, string? message, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (Phase != SessionPhase.Ready || _drainEnds != TimeSpan.MaxValue) return;
        _drainCode = code;
        _drainEnds = now + grace;
        _frames.Enqueue(new DrainFrame(code, (int)Math.Min(grace.TotalMilliseconds, int.MaxValue), address, message ?? SyncErrors.Describe(code)));
    }

    /// <summary>The answer to <see cref="ServerEffect.ListPages"/>.</summary>
    /// <param name="request">The request of the effect.</param>
    /// <param name="pages">The pages of the scope that the user may open, each once; none where there is no such scope.</param>
    /// <exception cref="InvalidOperationException">Another request, or none, waits for an answer.</exception>
    public void PagesListed(int request, IReadOnlyList<PageDigest> pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        if (Phase == SessionPhase.Closed) return;
        if (_asked is not { } asked || asked.Request != request) throw new InvalidOperationException($"Request {request} does not wait for an answer: answer each ListPages effect once.");
        _asked = null;
        foreach (DigestAnswerFrame answer in DigestComparison.Answer(request, asked.Depth, asked.Buckets, pages)) _frames.Enqueue(answer);
    }

    /// <summary>What holding a push takes, about.</summary>
    private static int Cost(ReadOnlyMemory<byte> update) => update.Length + 64;

    private bool HasCredit => _creditBatches > 0 && _creditBytes > 0;

    /// <summary>Whether a change may be sent now: there is credit, or none is needed, and no other waits for it.</summary>
    private bool MayPush => !_needsCredit || (_held is not { Count: > 0 } && HasCredit);

    private static TimeSpan Earliest(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Push(int channel, Channel page, ReadOnlyMemory<byte> update)
    {
        _creditBatches--;
        _creditBytes -= update.Length;
        _frames.Enqueue(new ChangesFrame(channel, ++page.Pushed, update));
    }

    private void Credit(CreditFrame credit)
    {
        _creditBatches += credit.Batches;
        _creditBytes += credit.Bytes;
        if (_creditBatches > int.MaxValue || _creditBytes > int.MaxValue)
        {
            Close(SyncErrorCode.MalformedFrame, "The credit comes to more than 2147483647. Give back only what was used.");
            return;
        }
        while (HasCredit && _held is { } held && held.TryDequeue(out (int Channel, ReadOnlyMemory<byte> Update) next))
        {
            Channel page = _channels[next.Channel];
            page.HeldBytes -= Cost(next.Update);
            _heldBytes -= Cost(next.Update);
            Push(next.Channel, page, next.Update);
        }
    }

    /// <summary>Pushes that wait for a channel that is gone go with it.</summary>
    private void ForgetHeld(int number, Channel channel)
    {
        if (channel.HeldBytes == 0 || _held is null) return;
        for (int left = _held.Count; left > 0; left--)
        {
            (int Channel, ReadOnlyMemory<byte> Update) next = _held.Dequeue();
            if (next.Channel != number) _held.Enqueue(next);
        }
        _heldBytes -= channel.HeldBytes;
    }

    private void Token(TokenFrame token)
    {
        if (_checksToken)
        {
            Unexpected(token);
        }
        else if (token.Token.Length == 0)
        {
            Close(SyncErrorCode.AuthenticationFailed);
        }
        else
        {
            _checksToken = true;
            _effects.Enqueue(new ServerEffect.RefreshToken(token.Token));
        }
    }

    /// <summary>Notes when the token ends.</summary>
    /// <returns>The same, as it is said to the client.</returns>
    private long TokenEnds(SyncIdentity identity)
    {
        _tokenEnds = identity.ExpiresIn is { } life ? _now + life : TimeSpan.MaxValue;
        return identity.ExpiresIn is { } left ? Math.Max(1, (long)left.TotalMilliseconds) : 0;
    }

    private void Digest(DigestFrame digest)
    {
        if (_asked is not null)
        {
            Unexpected(digest);
        }
        else if (digest.Request <= _lastRequest || !DigestCoder.TryReadBuckets(digest.Buckets.Span, digest.Depth, _limits.MaxDigestBuckets, out (int, ulong)[] buckets))
        {
            Close(SyncErrorCode.MalformedFrame, "A digest does not decode. Number requests upwards, and list buckets of one depth in rising order.");
        }
        else
        {
            _lastRequest = digest.Request;
            _asked = (digest.Request, digest.Depth, buckets);
            _effects.Enqueue(new ServerEffect.ListPages(digest.Request, digest.Scope));
        }
    }
}
