using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <content>What the host says to the session.</content>
public sealed partial class ServerSession
{
    /// <summary>The token is good.</summary>
    /// <param name="identity">Whom it stands for.</param>
    /// <exception cref="InvalidOperationException">Nothing is being authenticated.</exception>
    public void Authenticated(SyncIdentity identity) => Authenticated(identity, _now);

    /// <summary>The token is good, and its time runs from now.</summary>
    /// <param name="identity">Whom it stands for.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="InvalidOperationException">Nothing is being authenticated.</exception>
    public void Authenticated(SyncIdentity identity, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(identity);
        _now = now;
        if (Phase == SessionPhase.Closed) return;
        if (Phase != SessionPhase.Authenticating) throw new InvalidOperationException($"The session is {Phase}: answer each Authenticate effect once.");
        Phase = SessionPhase.Ready;
        Identity = identity;
        int version = ProtocolVersion.Negotiate(_hello!.MinVersion, _hello.MaxVersion)!.Value;
        string[] shared = [.. _capabilities.Intersect(Capability.All, StringComparer.Ordinal).Intersect(_hello.Capabilities, StringComparer.Ordinal)];
        _shared = shared;
        Wrapping = new FrameWrapping(_hello.Limits, Has(Capability.Fragments) && _hello.Limits.MaxAssemblies > 0, Has(Capability.Deflate));
        _needsCredit = Has(Capability.Credit);
        _creditBatches = _hello.Limits.MaxPushedBatches;
        _creditBytes = _hello.Limits.MaxPushedBytes;
        _frames.Enqueue(new WelcomeFrame(version, shared, _limits.Announce(), _serverName, SessionId, identity.UserId, identity.UserName)
        {
            ExpiresInMilliseconds = TokenEnds(identity),
        });
    }

    /// <summary>The page is open, and the client is told what it lacks.</summary>
    /// <param name="channel">The channel of the effect.</param>
    /// <param name="committed">What is <b>committed</b> of the page: the client counts as saved what this covers.</param>
    /// <param name="update">What the client lacks.</param>
    /// <param name="access">What the user may do.</param>
    /// <exception cref="InvalidOperationException">The channel is open already.</exception>
    public void PageOpened(int channel, VersionVector committed, ReadOnlyMemory<byte> update, PageAccess access)
    {
        ArgumentNullException.ThrowIfNull(committed);
        if (!_channels.TryGetValue(channel, out Channel? page)) return;
        if (page.IsOpen) throw new InvalidOperationException($"Channel {channel} is open already: answer each OpenPage effect once.");
        byte[] version = committed.Encode();
        if (!Fits((long)update.Length + version.Length))
        {
            ClosePage(channel, SyncErrorCode.PageTooLarge);
            return;
        }
        page.IsOpen = true;
        page.Access = page.Announced ?? access;
        _frames.Enqueue(new OpenedFrame(channel, version, update, page.Access));
    }

    /// <summary>Refuses a page that is being opened, or closes an open one. Does nothing for a closed channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="code">Why.</param>
    /// <param name="message">Why and what to do; null for the code's own sentence.</param>
    public void ClosePage(int channel, SyncErrorCode code, string? message = null)
    {
        if (!_channels.ContainsKey(channel)) return;
        _frames.Enqueue(new ErrorFrame(code, message ?? SyncErrors.Describe(code), channel));
        Remove(channel);
    }

    /// <summary>From now on the user may do this; the client is told. <see cref="PageAccess.None"/> closes the channel. A page that is being opened opens with it.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="access">The level; below <see cref="PageAccess.Edit"/> batches that come later are rejected.</param>
    public void ChangeAccess(int channel, PageAccess access)
    {
        if (!_channels.TryGetValue(channel, out Channel? page)) return;
        if (access == PageAccess.None)
        {
            ClosePage(channel, SyncErrorCode.AccessDenied);
        }
        else if (!page.IsOpen)
        {
            page.Announced = access;
        }
        else if (page.Access != access)
        {
            page.Access = access;
            _frames.Enqueue(new AccessFrame(channel, access));
        }
    }

    /// <summary>The batch was accepted in memory.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="batch">The batch.</param>
    /// <exception cref="InvalidOperationException">The batch does not wait for an answer.</exception>
    public void ChangesReceived(int channel, long batch)
    {
        if (!_channels.TryGetValue(channel, out Channel? page)) return;
        if (page.Waiting is not { } unanswered || !unanswered.TryGetValue(batch, out Waiting waiting)) throw NotWaiting(channel, batch);
        if (waiting.Received) return;
        unanswered[batch] = waiting with { Received = true };
        _frames.Enqueue(new AckReceivedFrame(channel, batch));
    }

    /// <summary>The batch is committed: it survives a kill of every process from now on.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="batch">The batch.</param>
    /// <exception cref="InvalidOperationException">The batch does not wait for an answer.</exception>
    public void ChangesDurable(int channel, long batch)
    {
        if (Answer(channel, batch)) _frames.Enqueue(new AckDurableFrame(channel, batch));
    }

    /// <summary>The batch is refused, as a whole.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="code">Why.</param>
    /// <param name="retryable">Whether the same bytes, sent later, can succeed.</param>
    /// <param name="message">Why and what to do; null for the code's own sentence.</param>
    /// <exception cref="InvalidOperationException">The batch does not wait for an answer.</exception>
    public void ChangesRejected(int channel, long batch, SyncErrorCode code, bool retryable, string? message = null)
    {
        if (Answer(channel, batch)) _frames.Enqueue(new RejectFrame(channel, batch, code, retryable, message ?? SyncErrors.Describe(code)));
    }

    /// <summary>Sends the presence of somebody else to the client.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="payload">What they sent; empty when they have gone.</param>
    /// <param name="sender">Who they are.</param>
    public void PushPresence(int channel, ReadOnlyMemory<byte> payload, PresenceSender sender)
    {
        ArgumentNullException.ThrowIfNull(sender);
        if (_channels.TryGetValue(channel, out Channel? page) && page.IsOpen && payload.Length <= _hello!.Limits.MaxPresenceBytes)
            _frames.Enqueue(new PresenceFrame(channel, payload, sender));
    }

    private bool Fits(long bytes) => bytes <= Wrapping!.MaxPayloadBytes;

    private bool Answer(int channel, long batch)
    {
        if (!_channels.TryGetValue(channel, out Channel? page)) return false;
        if (page.Waiting is not { } unanswered || !unanswered.Remove(batch, out Waiting waiting)) throw NotWaiting(channel, batch);
        _unacknowledgedBatches--;
        _unacknowledgedBytes -= waiting.Bytes;
        return true;
    }

    private static InvalidOperationException NotWaiting(int channel, long batch) =>
        new($"Batch {batch} of channel {channel} does not wait for an answer: answer each SubmitChanges effect with at most one received, then one durable or rejected.");
}
