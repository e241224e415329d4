using System.Buffers.Binary;
using System.Text.Unicode;

namespace Notion.Crdt;

/// <summary>
/// Reads an update and checks its form, so that what comes after need only check what it refers to. docs/encoding.md specifies the bytes.
/// </summary>
/// <remarks>Its lists are used again for the next update: decoding an update of the usual kinds allocates nothing.</remarks>
internal sealed partial class UpdateDecoder
{
    public const int FormatVersion = 1;

    public Rows<DecodedChange> Changes { get; } = new();

    public Rows<DecodedOp> Ops { get; } = new();

    public List<Dependency> Dependencies { get; } = [];

    /// <summary>How many changes the update says that it has.</summary>
    public int Count { get; private set; }

    private int _read;
    private int _position;

    /// <summary>Decodes all changes of an update at once.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MalformedUpdate"/> or <see cref="CrdtErrorCode.UnsupportedFormat"/>.</exception>
    public void Decode(ReadOnlySpan<byte> update)
    {
        Open(update);
        while (TryReadChange(update)) ;
    }

    /// <summary>Reads an update's head. What the lists held is forgotten.</summary>
    /// <exception cref="CrdtException">As for <see cref="Decode"/>.</exception>
    public void Open(ReadOnlySpan<byte> update)
    {
        Clear();
        var reader = new MessagePackSpanReader(update);
        if (!reader.TryReadArrayHeader(out int count) || count < 1) throw Malformed("it does not begin as an array", 0);
        if (!reader.TryReadInteger(out long version)) throw Malformed("it has no format version", 0);
        if (version != FormatVersion)
            throw new CrdtException(CrdtErrorCode.UnsupportedFormat, $"The update has format version {version}; this library reads version {FormatVersion}. Update the library.");
        (Count, _read, _position) = (count - 1, 0, reader.Position);
    }

    /// <summary>Decodes the next change of an opened update: the lists then hold that one alone. False, and the update ends properly, when there is none.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MalformedUpdate"/>.</exception>
    public bool TryNext(ReadOnlySpan<byte> update)
    {
        Clear();
        return TryReadChange(update);
    }

    private void Clear()
    {
        Changes.Clear();
        Ops.Clear();
        Dependencies.Clear();
    }

    private bool TryReadChange(ReadOnlySpan<byte> update)
    {
        if (_read == Count)
        {
            if (_position < update.Length) throw Malformed("bytes follow its end", _position);
            return false;
        }
        var reader = new MessagePackSpanReader(update, _position);
        ref DecodedChange change = ref Changes.Add();
        (change.Start, change.FirstOp, change.FirstDependency) = (_position, Ops.Count, Dependencies.Count);
        _read++;
        if (!TryReadChange(ref reader, ref change)) throw Malformed($"change {_read} does not have the form of one", reader.Position);
        change.ByteEnd = _position = reader.Position;
        change.OpEnd = Ops.Count;
        change.DependencyEnd = Dependencies.Count;
        return true;
    }

    /// <summary>Reads who and when of a change, and steps over the rest.</summary>
    public static bool TryReadHeader(ref MessagePackSpanReader reader, out DecodedChange change)
    {
        change = default;
        if (!TryReadWhoAndWhen(ref reader, ref change, out int fields)) return false;
        for (int i = 3; i < fields; i++)
            if (!reader.TrySkip()) return false;
        return true;
    }

    private static bool TryReadWhoAndWhen(ref MessagePackSpanReader reader, ref DecodedChange change, out int fields)
    {
        if (!reader.TryReadArrayHeader(out fields) || fields < 4) return false;
        if (!reader.TryReadInteger(out long replica) || replica is < 1 or > ReplicaId.MaxValue) return false;
        if (!reader.TryReadInteger(out long first) || first is < 0 or > OpId.MaxCounter) return false;
        change.Replica = new ReplicaId(replica);
        change.FirstCounter = (int)first;
        return TryReadTime(ref reader, ref change);
    }

    private bool TryReadChange(ref MessagePackSpanReader reader, ref DecodedChange change)
    {
        if (!TryReadWhoAndWhen(ref reader, ref change, out int fields)) return false;
        long replica = change.Replica.Value, counter = change.FirstCounter;
        int ops = 1;                                    // one in its short form stands alone
        if (reader.NextIsArray && (!reader.TryReadArrayHeader(out ops) || ops < 1)) return false;
        for (int i = 0; i < ops; i++)
        {
            ref DecodedOp op = ref Ops.Add();
            (op.Counter, op.Counters) = ((int)counter, 1);
            if (!(reader.NextIsArray ? TryReadOp(ref reader, replica, ref op) : TryReadShortOp(ref reader, replica, ref op))) return false;
            counter += op.Counters;
            if (counter > OpId.MaxCounter + 1L) return false;
        }
        change.End = (int)counter;

        if (fields > 4 && !TryReadDependencies(ref reader, replica)) return false;
        if (fields > 5 && !TryReadAuthor(ref reader, ref change)) return false;
        if (fields > 6 && !TryReadGeneration(ref reader, ref change)) return false;
        for (int i = 7; i < fields; i++)
            if (!reader.TrySkip()) return false;
        return true;
    }

    private static bool TryReadGeneration(ref MessagePackSpanReader reader, ref DecodedChange change)
    {
        if (reader.TryReadNil()) return true;
        if (change.FirstCounter > 0 || !reader.TryReadArrayHeader(out int parts) || parts != 2) return false;
        if (!reader.TryReadInteger(out long number) || number < 1) return false;
        if (!reader.TryReadBinary(out ReadOnlySpan<byte> fingerprint) || fingerprint.Length != Generation.FingerprintBytes) return false;
        change.Generation = new Generation(number, BinaryPrimitives.ReadUInt64BigEndian(fingerprint));
        return true;
    }

    private static bool TryReadTime(ref MessagePackSpanReader reader, ref DecodedChange change)
    {
        if (reader.NextIsArray)
        {
            if (!reader.TryReadArrayHeader(out int parts) || parts != 2) return false;
            if (!reader.TryReadInteger(out change.AddedMilliseconds) || !reader.TryReadInteger(out long logical)) return false;
            change.Logical = (int)logical;
            return change.AddedMilliseconds is >= 1 and <= HlcTimestamp.MaxMilliseconds && logical is >= 1 and <= ushort.MaxValue;
        }
        if (!reader.TryReadInteger(out long value) || value == 0) return false;
        if (value > 0)
        {
            change.AddedMilliseconds = value;
            return value <= HlcTimestamp.MaxMilliseconds;
        }
        change.Logical = (int)-Math.Max(value, -int.MaxValue);
        return value >= -int.MaxValue;
    }

    private bool TryReadDependencies(ref MessagePackSpanReader reader, long own)
    {
        if (reader.TryReadNil()) return true;
        if (!reader.TryReadArrayHeader(out int count) || (count & 1) != 0) return false;
        long last = 0;
        for (int i = 0; i < count; i += 2)
        {
            if (!reader.TryReadInteger(out long replica) || replica <= last || replica > ReplicaId.MaxValue || replica == own) return false;
            if (!reader.TryReadInteger(out long end) || end is < 1 or > OpId.MaxCounter + 1L) return false;
            Dependencies.Add(new Dependency(new ReplicaId(replica), (int)end));
            last = replica;
        }
        return true;
    }

    private static bool TryReadAuthor(ref MessagePackSpanReader reader, ref DecodedChange change)
    {
        if (reader.TryReadNil()) return true;
        if (!reader.TryReadString(out ReadOnlySpan<byte> author) || author.Length > Limits.MaxNameBytes || !Utf8.IsValid(author)) return false;
        change.HasAuthor = true;
        change.Author = author.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(author);
        return true;
    }

    /// <summary>A text goes on where the element before it was inserted; a number erases the character so many counters before it.</summary>
    private static bool TryReadShortOp(ref MessagePackSpanReader reader, long replica, ref DecodedOp op)
    {
        if (reader.NextIsString)
        {
            op.Kind = OpKind.Insert;
            op.Target = new Ref(replica, op.Counter - 1);
            op.Other = Ref.Inherited;
            return op.Counter > 0 && TryReadInserted(ref reader, ref op);
        }
        op.Kind = OpKind.Erase;
        op.Length = op.Times = 1;
        return TryReadRef(ref reader, replica, op.Counter, out op.Target) && op.Target.Replica == replica;
    }

    private static bool TryReadOp(ref MessagePackSpanReader reader, long replica, ref DecodedOp op)
    {
        int start = reader.Position;
        if (!reader.TryReadArrayHeader(out int fields) || fields < 1 || !reader.TryReadInteger(out long kind)) return false;
        if (kind is < 1 or > int.MaxValue) return false;
        op.Kind = (OpKind)kind;
        int read;
        switch (op.Kind)
        {
            case OpKind.Insert:
                if (fields < 3 || !TryReadRef(ref reader, replica, op.Counter, out op.Target) || !op.Target.IsOperation) return false;
                read = reader.NextIsString ? 3 : 4;
                if (fields < read || !TryReadRightRef(ref reader, replica, op.Counter, op.Target, leftOut: read == 3, out op.Other)) return false;
                if (!TryReadInserted(ref reader, ref op)) return false;
                break;
            case OpKind.Erase or OpKind.Restore:
                if (fields < 2 || !TryReadRef(ref reader, replica, op.Counter, out op.Target) || !op.Target.IsOperation) return false;
                read = Math.Min(fields, 4);
                if (!TryReadCount(ref reader, read >= 3, out op.Length) || !TryReadCount(ref reader, read == 4, out op.Times)) return false;
                if (op.Target.Counter + (long)op.Length > OpId.MaxCounter + 1L) return false;
                break;
            case OpKind.Create or OpKind.Split:
                if (fields < 4 || !TryReadText(ref reader, Limits.MaxNameBytes, out op.Text, out ReadOnlySpan<byte> type) || type.IsEmpty) return false;
                if (!TryReadPlace(ref reader, replica, ref op)) return false;
                read = 4;
                if (op.Kind == OpKind.Create)
                {
                    read = Math.Min(fields, 5);
                    if (read == 5 && !TryReadUuid(ref reader, ref op)) return false;
                    break;
                }
                if (fields < 5 || !TryReadRef(ref reader, replica, op.Counter, out op.Left) || !op.Left.IsOperation) return false;
                read = Math.Min(fields, 6);
                if (!TryReadRightRef(ref reader, replica, op.Counter, op.Left, leftOut: read == 5, out op.Right)) return false;
                break;
            case OpKind.Move or OpKind.Delete or OpKind.Join or OpKind.Continue:
                if (fields < 4 || !TryReadRef(ref reader, replica, op.Counter, out op.Target) || !op.Target.IsOperation) return false;
                if (!TryReadPlace(ref reader, replica, ref op)) return false;
                if (op.Kind is OpKind.Join or OpKind.Continue && !op.Other.IsOperation) return false;
                read = 4;
                break;
            case OpKind.SetProperty or OpKind.AddToSet or OpKind.RemoveFromSet or OpKind.Increment:
                if (fields < 4 || !TryReadRef(ref reader, replica, op.Counter, out op.Target) || op.Target == Ref.Trash) return false;
                if (!TryReadText(ref reader, Limits.MaxNameBytes, out op.Text, out ReadOnlySpan<byte> key) || key.IsEmpty) return false;
                if (!TryReadValue(ref reader, out op.Value)) return false;
                if (op.Kind != OpKind.SetProperty && op.Value.Kind == PropertyKind.Null) return false;
                if (op.Kind == OpKind.Increment && op.Value.Kind != PropertyKind.Integer) return false;
                read = 4;
                break;
            case OpKind.BeginText:
                if (fields < 3 || !TryReadRef(ref reader, replica, op.Counter, out op.Target) || op.Target == Ref.Trash) return false;
                if (!TryReadText(ref reader, Limits.MaxNameBytes, out op.Text, out ReadOnlySpan<byte> textKey) || textKey.IsEmpty) return false;
                read = 3;
                break;
            case OpKind.SetType:
                if (fields < 3 || !TryReadRef(ref reader, replica, op.Counter, out op.Target) || !op.Target.IsOperation) return false;
                if (!TryReadText(ref reader, Limits.MaxNameBytes, out op.Text, out ReadOnlySpan<byte> newType) || newType.IsEmpty) return false;
                read = 3;
                break;
            case OpKind.Mark:
                if (fields < 5 || !TryReadMark(ref reader, replica, fields, ref op)) return false;
                read = Math.Min(fields, 7);
                break;
            case OpKind.Switch:
                if (fields < 3 || !TryReadRef(ref reader, replica, op.Counter, out op.Target) || !op.Target.IsOperation) return false;
                if (!reader.TryReadBoolean(out bool active)) return false;
                op.Length = active ? 1 : 0;
                read = 3;
                break;
            case >= OpKind.FirstUnknown:
                if (fields < 2 || !reader.TryReadInteger(out long counters) || counters is < 1 or > OpId.MaxCounter) return false;
                op.Counters = (int)counters;
                read = 2;
                break;
            default:
                return false;
        }
        for (; read < fields; read++)
            if (!reader.TrySkip()) return false;
        return reader.Position > start;
    }

    /// <summary>n ≥ 1: the same replica, n counters before this operation's; 0: the root; −1: the trash; [replica, counter]: another's.</summary>
    private static bool TryReadRef(ref MessagePackSpanReader reader, long own, int counter, out Ref value)
    {
        value = default;
        if (reader.NextIsArray)
        {
            if (!reader.TryReadArrayHeader(out int parts) || parts != 2) return false;
            if (!reader.TryReadInteger(out long replica) || replica is < 1 or > ReplicaId.MaxValue || replica == own) return false;
            if (!reader.TryReadInteger(out long other) || other is < 0 or > OpId.MaxCounter) return false;
            value = new Ref(replica, (int)other);
            return true;
        }
        if (!reader.TryReadInteger(out long back) || back < -1 || back > counter) return false;
        value = back switch { 0 => Ref.Root, -1 => Ref.Trash, _ => new Ref(own, (int)(counter - back)) };
        return true;
    }

    private static bool TryReadRightRef(ref MessagePackSpanReader reader, long own, int counter, Ref left, bool leftOut, out Ref value)
    {
        if (leftOut)
        {
            value = left with { Counter = left.Counter + 1 };
            return left.Counter < OpId.MaxCounter;
        }
        value = Ref.None;
        return reader.TryReadNil() || (TryReadRef(ref reader, own, counter, out value) && value.IsOperation);
    }

    private static bool TryReadPlace(ref MessagePackSpanReader reader, long replica, ref DecodedOp op)
    {
        if (!TryReadRef(ref reader, replica, op.Counter, out op.Other) || (op.Other == Ref.Trash && op.Kind != OpKind.Delete)) return false;
        if (!reader.TryReadString(out ReadOnlySpan<byte> position) || !PositionTag.IsShortForm(position)) return false;
        op.Position = new Range(reader.Position - position.Length, reader.Position);
        return true;
    }

    private static bool TryReadUuid(ref MessagePackSpanReader reader, ref DecodedOp op)
    {
        if (reader.TryReadNil()) return true;
        if (!reader.TryReadBinary(out ReadOnlySpan<byte> uuid) || uuid.Length != BlockId.Size) return false;
        op.Length = reader.Position - BlockId.Size;
        return !BlockId.From(uuid).IsFixed;
    }

    private static bool TryReadCount(ref MessagePackSpanReader reader, bool isThere, out int count)
    {
        long value = 1;
        bool read = !isThere || (reader.TryReadInteger(out value) && value is >= 1 and <= OpId.MaxCounter);
        count = (int)value;
        return read;
    }

    private static bool TryReadInserted(ref MessagePackSpanReader reader, ref DecodedOp op)
    {
        if (!TryReadText(ref reader, int.MaxValue, out op.Text, out ReadOnlySpan<byte> text)) return false;
        op.Counters = CountScalars(text);
        return op.Counters > 0;
    }

    private static bool TryReadText(ref MessagePackSpanReader reader, int longest, out Range range, out ReadOnlySpan<byte> utf8)
    {
        range = default;
        if (!reader.TryReadString(out utf8) || utf8.Length > longest || !Utf8.IsValid(utf8)) return false;
        range = new Range(reader.Position - utf8.Length, reader.Position);
        return true;
    }

    private static bool TryReadValue(ref MessagePackSpanReader reader, out PropertyValue value)
    {
        value = default;
        if (reader.TryReadNil()) return true;
        if (reader.TryReadBoolean(out bool truth))
        {
            value = truth;
            return true;
        }
        if (reader.TryReadInteger(out long integer))
        {
            value = integer;
            return true;
        }
        if (reader.TryReadDouble(out double number))
        {
            value = number;
            return true;
        }
        if (!TryReadText(ref reader, int.MaxValue, out _, out ReadOnlySpan<byte> text)) return false;
        value = System.Text.Encoding.UTF8.GetString(text);
        return true;
    }

    private static int CountScalars(ReadOnlySpan<byte> utf8)
    {
        int continuations = 0;
        foreach (byte unit in utf8)
            if ((unit & 0xc0) == 0x80) continuations++;
        return utf8.Length - continuations;
    }

    private static CrdtException Malformed(string reason, int offset) =>
        new(CrdtErrorCode.MalformedUpdate, $"The bytes are no update: {reason} (at byte {offset}). Nothing was applied; send an update as a document exports it.");
}
