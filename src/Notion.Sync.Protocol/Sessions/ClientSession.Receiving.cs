using System.Diagnostics.CodeAnalysis;
using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <content>What the server says.</content>
public sealed partial class ClientSession
{
    private void End(SyncErrorCode code, string message)
    {
        Phase = SessionPhase.Closed;
        CloseCode = code;
        CloseMessage = message;
        _channels.Clear();
        _unacknowledgedBatches = 0;
        _unacknowledgedBytes = 0;
    }

    private void Unexpected(Frame frame) =>
        Close(SyncErrorCode.UnexpectedFrame, $"{frame.Type} came while the session was {Phase}. {SyncErrors.Describe(SyncErrorCode.UnexpectedFrame)}");

    private void Welcomed(WelcomeFrame welcome, TimeSpan now)
    {
        if (welcome.Version is < ProtocolVersion.Min or > ProtocolVersion.Max)
        {
            Close(SyncErrorCode.VersionNotSupported);
            return;
        }
        Phase = SessionPhase.Ready;
        Welcome = welcome;
        _serverLimits = welcome.Limits;
        _shared.UnionWith(_capabilities.Intersect(welcome.Capabilities, StringComparer.Ordinal));
        Wrapping = new FrameWrapping(welcome.Limits, Has(Capability.Fragments) && welcome.Limits.MaxAssemblies > 0, Has(Capability.Deflate));
        // The shorter of the two patiences, so that the server does not lose its own while this side waits to ping.
        TimeSpan theirs = TimeSpan.FromMilliseconds(Math.Max(1000, welcome.Limits.IdleTimeoutMilliseconds));
        _keepAlive = new KeepAlive(theirs < _limits.IdleTimeout ? theirs : _limits.IdleTimeout, now);
        if (Has(Capability.Refresh)) ScheduleRefresh(welcome.ExpiresInMilliseconds);
        _events.Enqueue(new ClientEvent.Welcomed(welcome));
    }

    private void Opened(OpenedFrame opened)
    {
        if (!TryFind(opened.Channel, out Channel? page)) return;
        if (page.IsOpen)
            Unexpected(opened);
        else if (opened.Version.Length > _limits.MaxVersionBytes || !VersionVector.TryDecode(opened.Version.Span, out VersionVector committed))
            Close(SyncErrorCode.MalformedFrame, "The version vector in an opened frame does not decode. Fix the server.");
        else
        {
            page.IsOpen = true;
            _events.Enqueue(new ClientEvent.PageOpened(opened.Channel, committed, opened.Update, opened.Access));
        }
    }

    private void Changes(ChangesFrame changes)
    {
        if (!TrySpendCredit(changes.Update.Length)) return;
        if (!TryFind(changes.Channel, out Channel? page))
        {
            GiveCredit(changes.Update.Length);
            return;
        }
        if (!page.IsOpen || changes.Batch != page.Pushed + 1)
        {
            Unexpected(changes);
            return;
        }
        page.Pushed = changes.Batch;
        _events.Enqueue(new ClientEvent.ChangesReceived(changes.Channel, changes.Update));
    }

    private void Received(AckReceivedFrame ack)
    {
        if (!TryFind(ack.Channel, out Channel? page)) return;
        if (page.Waiting.ContainsKey(ack.Batch)) _events.Enqueue(new ClientEvent.BatchReceived(ack.Channel, ack.Batch));
        else Close(SyncErrorCode.UnknownBatch);
    }

    private void Presence(PresenceFrame presence)
    {
        if (!TryFind(presence.Channel, out Channel? page)) return;
        if (!page.IsOpen || presence.Sender is null) Unexpected(presence);
        else if (presence.Payload.Length > _limits.MaxPresenceBytes) Close(SyncErrorCode.PresenceTooLarge);
        else _events.Enqueue(new ClientEvent.PresenceReceived(presence.Channel, presence.Payload, presence.Sender));
    }

    private void Error(ErrorFrame error)
    {
        if (error.Channel is not { } channel) _events.Enqueue(new ClientEvent.Warned(error.Code, error.Message));
        else if (TryFind(channel, out _) && Remove(channel)) _events.Enqueue(new ClientEvent.PageClosed(channel, error.Code, error.Message));
    }

    private bool Answered(int channel, long batch)
    {
        if (!TryFind(channel, out Channel? page)) return false;
        if (!page.Waiting.Remove(batch, out int bytes))
        {
            Close(SyncErrorCode.UnknownBatch);
            return false;
        }
        _unacknowledgedBatches--;
        _unacknowledgedBytes -= bytes;
        return true;
    }

    /// <summary>Frames for channels that this side has closed are under way and are dropped; frames for channels that it never opened end the connection.</summary>
    private bool TryFind(int channel, [NotNullWhen(true)] out Channel? page)
    {
        if (_channels.TryGetValue(channel, out page)) return true;
        if (channel > _lastChannel) Close(SyncErrorCode.UnknownChannel);
        return false;
    }

    private bool Remove(int channel)
    {
        if (!_channels.Remove(channel, out Channel? page)) return false;
        foreach (int bytes in page.Waiting.Values)
        {
            _unacknowledgedBatches--;
            _unacknowledgedBytes -= bytes;
        }
        return true;
    }

    private sealed class Channel
    {
        public bool IsOpen { get; set; }

        public long Pushed { get; set; }

        /// <summary>What was sent last; empty when there is nothing to send again.</summary>
        public ReadOnlyMemory<byte> Presence { get; set; }

        public TimeSpan PresenceSent { get; set; }

        /// <summary>Batches sent and neither durable nor rejected yet, with their sizes.</summary>
        public Dictionary<long, int> Waiting { get; } = [];
    }
}
