using System.Buffers;
using System.Text;
using MessagePack;

namespace Notion.Sync.Protocol;

/// <summary>
/// Turns bytes into frames. Trusts nothing: nothing is allocated beyond the size of the message, strings have limits of their own, and
/// whatever is wrong is a result, not an exception.
/// </summary>
/// <remarks>
/// Arrays longer than this version's are accepted, and what follows the known fields is not looked at, so that later versions can append
/// fields. Missing fields are an error. The only thing that MessagePack's reader throws on bad input is caught in one place.
/// </remarks>
public static class FrameReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads one message.</summary>
    /// <param name="message">A whole message.</param>
    /// <param name="limits">What strings and lists may have at most.</param>
    /// <param name="frame">The frame, where the status is <see cref="FrameReadStatus.Frame"/>.</param>
    /// <param name="problem">What is wrong, where the status is <see cref="FrameReadStatus.Invalid"/>; else null.</param>
    public static FrameReadStatus TryRead(in ReadOnlySequence<byte> message, SyncLimits limits, out Frame? frame, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(limits);
        frame = null;
        problem = null;
        try
        {
            var fields = new Fields(message, limits);
            frame = Read(ref fields);
            return frame is null ? FrameReadStatus.Unknown : FrameReadStatus.Frame;
        }
        catch (Exception bad) when (bad is MessagePackSerializationException or EndOfStreamException or OverflowException or DecoderFallbackException
            or ArgumentOutOfRangeException) // which MessagePack 2.5 throws for a text of 2 GB and more
        {
            problem = $"A frame does not decode ({bad.Message.TrimEnd('.')}). {SyncErrors.Describe(SyncErrorCode.MalformedFrame)}";
            return FrameReadStatus.Invalid;
        }
    }

    private static Frame? Read(ref Fields fields) => (FrameType)fields.Integer() switch
    {
        FrameType.Hello => new HelloFrame(fields.Count(), fields.Count(), fields.Names(), fields.Limits(), fields.Name(), fields.Token(), fields.Long()),
        FrameType.Welcome => new WelcomeFrame(fields.Count(), fields.Names(), fields.Limits(), fields.Name(), fields.Name(), fields.Name(), fields.Name())
        {
            ExpiresInMilliseconds = fields.OptionalLong(),
        },
        FrameType.Open => new OpenFrame(fields.Channel(), fields.Id(), fields.Bytes()) { CreateIn = fields.OptionalId() },
        FrameType.Opened => new OpenedFrame(fields.Channel(), fields.Bytes(), fields.Bytes(), (PageAccess)fields.Integer()),
        FrameType.Changes => new ChangesFrame(fields.Channel(), fields.Batch(), fields.Bytes()),
        FrameType.AckReceived => new AckReceivedFrame(fields.Channel(), fields.Batch()),
        FrameType.AckDurable => new AckDurableFrame(fields.Channel(), fields.Batch()),
        FrameType.Reject => new RejectFrame(fields.Channel(), fields.Batch(), fields.Code(), fields.Boolean(), fields.Message()),
        FrameType.Presence => new PresenceFrame(fields.Channel(), fields.Bytes(), fields.Sender()),
        FrameType.ClosePage => new ClosePageFrame(fields.Channel()),
        FrameType.Error => new ErrorFrame(fields.Code(), fields.Message(), fields.OptionalChannel()),
        FrameType.Close => new CloseFrame(fields.Code(), fields.Message()),
        FrameType.Ping => new PingFrame(fields.Long()),
        FrameType.Pong => new PongFrame(fields.Long()),
        FrameType.Fragment => new FragmentFrame(fields.Positive(), fields.Positive(), fields.Bytes()),
        FrameType.Deflated => new DeflatedFrame(fields.Positive(), fields.Bytes()),
        FrameType.Credit => new CreditFrame(fields.Count(), fields.Count()),
        FrameType.Token => new TokenFrame(fields.Token()),
        FrameType.TokenAccepted => new TokenAcceptedFrame(NotNegative(fields.Long())),
        FrameType.Access => new AccessFrame(fields.Channel(), (PageAccess)fields.Integer()),
        FrameType.Drain => new DrainFrame(fields.Code(), fields.Count(), fields.Message(), fields.Message()),
        FrameType.Digest => new DigestFrame(fields.Positive(), fields.Id(), fields.Count(), fields.Bytes()),
        FrameType.DigestAnswer => new DigestAnswerFrame(fields.Positive(), fields.Bytes(), fields.Bytes(), fields.Bytes(), fields.Boolean()),
        _ => null,
    };

    private static long NotNegative(long value) => value >= 0 ? value : throw new MessagePackSerializationException("a number is negative");

    /// <summary>The elements of the frame's array, one after the other.</summary>
    private ref struct Fields
    {
        private readonly SyncLimits _limits;
        private MessagePackReader _reader;
        private int _left;

        public Fields(in ReadOnlySequence<byte> message, SyncLimits limits)
        {
            _limits = limits;
            _reader = new MessagePackReader(message);
            _left = _reader.ReadArrayHeader();
        }

        public int Integer()
        {
            Take();
            return _reader.ReadInt32();
        }

        public long Long()
        {
            Take();
            return _reader.ReadInt64();
        }

        public bool Boolean()
        {
            Take();
            return _reader.ReadBoolean();
        }

        public int Count() => (int)NotNegative(Integer());

        public int Positive() => Positive(Integer());

        public int Channel() => Positive(Integer());

        public long OptionalLong() => _left == 0 ? 0 : NotNegative(Long());

        public long Batch()
        {
            long batch = Long();
            return batch > 0 ? batch : throw new MessagePackSerializationException("a batch id is not positive");
        }

        public SyncErrorCode Code() => (SyncErrorCode)Count();

        public int? OptionalChannel()
        {
            if (_left == 0) return null;
            Take();
            return _reader.TryReadNil() ? null : Positive(_reader.ReadInt32());
        }

        public byte[] Bytes()
        {
            Take();
            ReadOnlySequence<byte> bytes = _reader.ReadBytes() ?? throw new MessagePackSerializationException("nil stands where bytes are wanted");
            return bytes.IsEmpty ? [] : bytes.ToArray();
        }

        public Guid? OptionalId() => _left == 0 ? null : Id();

        public Guid Id()
        {
            Take();
            ReadOnlySequence<byte> bytes = _reader.ReadBytes() ?? throw new MessagePackSerializationException("nil stands where an id is wanted");
            if (bytes.Length != 16) throw new MessagePackSerializationException("an id has 16 bytes");
            Span<byte> flat = stackalloc byte[16];
            bytes.CopyTo(flat);
            return new Guid(flat, bigEndian: true);
        }

        public string Name() => Text(_limits.MaxNameBytes);

        public string Message() => Text(_limits.MaxMessageBytes);

        public string Token() => Text(_limits.MaxTokenBytes);

        public string[] Names()
        {
            Take();
            int count = _reader.ReadArrayHeader();
            if (count > _limits.MaxCapabilities) throw new MessagePackSerializationException($"more than {_limits.MaxCapabilities} capabilities");
            var names = new string[count];
            for (int i = 0; i < count; i++) names[i] = Utf8(_limits.MaxNameBytes);
            return names;
        }

        public PeerLimits Limits()
        {
            Take();
            int count = _reader.ReadArrayHeader();
            if (count is < 6 or > 64) throw new MessagePackSerializationException("limits are 6 to 64 numbers");
            Span<int> values = stackalloc int[11];
            for (int i = 0; i < count; i++)
            {
                long value = _reader.ReadInt64();
                if (i < values.Length) values[i] = (int)NotNegative(Math.Min(value, int.MaxValue));
            }
            var limits = new PeerLimits(values[0], values[1], values[2], values[3], values[4], values[5]);
            return limits with
            {
                MaxWholeBytes = count > 6 ? values[6] : limits.MaxWholeBytes,
                MaxAssemblies = values[7],
                MaxPushedBatches = values[8],
                MaxPushedBytes = values[9],
                PresenceLifetimeMilliseconds = count > 10 ? values[10] : limits.PresenceLifetimeMilliseconds,
            };
        }

        public PresenceSender? Sender() => _left == 0 ? null : new PresenceSender(Name(), Name(), Name());

        private static int Positive(int value) => value > 0 ? value : throw new MessagePackSerializationException("a number that counts from 1 is not positive");

        private void Take()
        {
            if (_left-- <= 0) throw new MessagePackSerializationException("a field is missing");
        }

        private string Text(int limit)
        {
            Take();
            return Utf8(limit);
        }

        private string Utf8(int limit)
        {
            ReadOnlySequence<byte> utf8 = _reader.ReadStringSequence() ?? throw new MessagePackSerializationException("nil stands where text is wanted");
            return utf8.Length <= limit ? StrictUtf8.GetString(utf8) : throw new MessagePackSerializationException($"a text is longer than {limit} bytes");
        }
    }
}
