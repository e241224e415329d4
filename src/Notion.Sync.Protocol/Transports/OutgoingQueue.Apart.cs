using System.Buffers;

namespace Notion.Sync.Protocol;

/// <content>
/// What does not stand in line. Large frames wait in a lane of their own and leave a fragment at a time; whatever else is for the channel of one
/// stands behind it there, so that the order within a channel is kept, and other channels go past. Presence waits by sender: a newer one takes the older one's place.
/// </content>
internal sealed partial class OutgoingQueue
{
    private const int MaxPresenceBytes = 256 << 10;

    /// <summary>What presence costs besides its payload, about.</summary>
    private const int PresenceOverhead = 128;

    private LinkedList<Bulk>? _bulk;
    private Dictionary<int, int>? _bulkChannels;
    private Dictionary<(int Channel, string Sender), PresenceFrame>? _presence;
    private int _presenceBytes;
    private int _lastAssembly;

    private static int ChannelOf(Frame frame) => frame switch
    {
        ChangesFrame changes => changes.Channel,
        OpenedFrame opened => opened.Channel,
        AckReceivedFrame ack => ack.Channel,
        AckDurableFrame ack => ack.Channel,
        RejectFrame reject => reject.Channel,
        ErrorFrame error => error.Channel ?? 0,
        AccessFrame access => access.Channel,
        ClosePageFrame close => close.Channel,
        OpenFrame open => open.Channel,
        _ => 0,
    };

    private static int PayloadOf(Frame frame) => frame switch
    {
        ChangesFrame changes => changes.Update.Length,
        OpenedFrame opened => opened.Update.Length + opened.Version.Length,
        OpenFrame open => open.Version.Length,
        _ => 0,
    };

    private static int SizeOf(PresenceFrame presence) => presence.Payload.Length + PresenceOverhead;

    private bool IsBulk(Frame frame)
    {
        if (HasBulk && (frame is CloseFrame || _bulkChannels!.ContainsKey(ChannelOf(frame)))) return true;
        return Wrapping is { Fragments: true } wrapping && PayloadOf(frame) > wrapping.MaxMessageBytes;
    }

    private int AddBulk(Frame frame, bool counts)
    {
        var bytes = new ArrayBufferWriter<byte>(PayloadOf(frame) + PresenceOverhead);
        FrameWriter.Write(frame, bytes);
        int channel = ChannelOf(frame);
        _bulk ??= new LinkedList<Bulk>();
        _bulkChannels ??= [];
        _bulk.AddLast(new Bulk(bytes.WrittenMemory, channel, counts));
        _bulkChannels[channel] = _bulkChannels.GetValueOrDefault(channel) + 1;
        return bytes.WrittenCount;
    }

    private void DiscardBulk()
    {
        if (_bulk is null) return;
        foreach (Bulk bulk in _bulk)
        {
            _queuedBytes -= bulk.Size;
            if (bulk.Counts) _countedBytes -= bulk.Size;
        }
        _bulk = null;
        _bulkChannels = null;
    }

    /// <summary>Sends one message of the first large frame, where there is one.</summary>
    private ValueTask SendPieceAsync()
    {
        Bulk? bulk;
        lock (_gate) bulk = _bulk?.First?.Value;
        return bulk is null ? ValueTask.CompletedTask : SendPieceAsync(bulk);
    }

    private async ValueTask SendPieceAsync(Bulk bulk)
    {
        ReadOnlyMemory<byte> message = Wrapping is { } wrapping && !bulk.IsClose ? Piece(bulk, wrapping) : bulk.TakeRest();
        lock (_gate)
        {
            if (_bulk?.First?.Value != bulk) return;
            BeginWrite();
        }
        await transport.SendAsync(message, more: false, CancellationToken.None).ConfigureAwait(false);
        lock (_gate)
        {
            _writing = false;
            if (_bulk?.First?.Value == bulk && bulk.IsDone) RemoveFirst(bulk);
        }
    }

    private ReadOnlyMemory<byte> Piece(Bulk bulk, FrameWrapping wrapping)
    {
        if (!bulk.IsPrepared) bulk.Prepare(wrapping.TryDeflate(bulk.Frame));
        if (bulk.Assembly == 0 && bulk.Whole <= wrapping.MaxMessageBytes) return bulk.TakeRest();
        if (bulk.Assembly == 0) bulk.Assembly = ++_lastAssembly;
        return FrameWriter.ToArray(new FragmentFrame(bulk.Assembly, bulk.Whole, bulk.Take(wrapping.MaxPartBytes)));
    }

    private void RemoveFirst(Bulk bulk)
    {
        _bulk!.RemoveFirst();
        if (--_bulkChannels![bulk.Channel] == 0) _bulkChannels.Remove(bulk.Channel);
        Sent(bulk.Size, bulk.Counts ? bulk.Size : 0);
    }

    private void Put(PresenceFrame presence)
    {
        (int, string) key = (presence.Channel, presence.Sender?.SessionId ?? string.Empty);
        _presence ??= [];
        if (_presence.Remove(key, out PresenceFrame? before)) _presenceBytes -= SizeOf(before);
        if (_presenceBytes + SizeOf(presence) > MaxPresenceBytes) return;
        _presence.Add(key, presence);
        _presenceBytes += SizeOf(presence);
    }

    /// <summary>Puts the presence that may leave into the line.</summary>
    private void TakePresence()
    {
        lock (_gate)
        {
            if (_presence is null) return;
            foreach (((int Channel, string Sender) key, PresenceFrame presence) in _presence)
            {
                if (HasBulk && _bulkChannels!.ContainsKey(presence.Channel)) continue;
                int size = Filling.Add(presence, counts: true);
                _queuedBytes += size;
                _countedBytes += size;
                _presence.Remove(key);
                _presenceBytes -= SizeOf(presence);
            }
            if (_presence.Count == 0) _presence = null;
        }
    }

    /// <summary>A large frame, or one that must not overtake it.</summary>
    private sealed class Bulk(ReadOnlyMemory<byte> frame, int channel, bool counts)
    {
        private ReadOnlyMemory<byte> _rest = frame;

        public ReadOnlyMemory<byte> Frame { get; } = frame;

        public int Size => Frame.Length;

        public int Channel => channel;

        public bool Counts => counts;

        public bool IsClose => Frame.Span[1] == (byte)FrameType.Close;

        public bool IsPrepared { get; private set; }

        public bool IsDone => _rest.IsEmpty;

        /// <summary>The number of the frame's fragments; 0 before the first.</summary>
        public int Assembly { get; set; }

        public int Whole { get; private set; }

        public void Prepare(byte[]? instead)
        {
            if (instead is not null) _rest = instead;
            Whole = _rest.Length;
            IsPrepared = true;
        }

        public ReadOnlyMemory<byte> TakeRest() => Take(_rest.Length);

        public ReadOnlyMemory<byte> Take(int bytes)
        {
            ReadOnlyMemory<byte> taken = _rest[..Math.Min(bytes, _rest.Length)];
            _rest = _rest[taken.Length..];
            return taken;
        }
    }
}
