using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Notion.Crdt;

/// <summary>
/// One section of a snapshot: numbered columns, <c>[number, column, number, column, …]</c>, a column being its bytes or <c>[codec, length, bytes]</c>.
/// </summary>
/// <remarks>
/// <para>Small columns share one Deflate stream, the bundle, whose plain bytes are a section themselves: twelve streams of a small page would cost more
/// than what is in them. Large ones have a stream each, which is unpacked when somebody asks for the column.</para>
/// <para>Columns that no reader here knows are kept, and written again.</para>
/// </remarks>
internal sealed class ColumnSet
{
    private const int Plain = 0, Deflated = 1, Learned = 2;
    private const int LargestBundled = 4096;
    private const int WorthPacking = 64;
    private const int MostColumns = 1024;

    private readonly List<Column> _columns = [];        // sorted by number
    private readonly long _budget;
    private Column? _bundle;                            // until somebody asks for what is in it
    private long _unpacked;

    public ColumnSet()
    {
    }

    private ColumnSet(long budget) => _budget = budget;

    /// <summary>The numbers of the columns that are here.</summary>
    /// <exception cref="CrdtException">They are damaged, or more than the budget allows.</exception>
    public IEnumerable<int> Numbers
    {
        get
        {
            OpenBundle();
            return _columns.ConvertAll(column => column.Number);
        }
    }

    /// <summary>Bytes of all columns as they are kept.</summary>
    public long Size => _columns.Sum(column => (long)column.Bytes.Length) + (_bundle?.Bytes.Length ?? 0);

    /// <summary>Adds a column; an empty one is left out.</summary>
    public void Add(SnapshotColumn number, ReadOnlySpan<byte> plain)
    {
        if (!plain.IsEmpty) Insert(new Column((int)number, Plain, plain.Length, plain.ToArray()));
    }

    /// <summary>Takes over a column of another set, as it stands there.</summary>
    public void Add(int number, ColumnSet from) => Insert(from.Find(number)!);

    /// <summary>A set of its own with the same columns.</summary>
    public ColumnSet Copy()
    {
        var copy = new ColumnSet(_budget) { _bundle = _bundle, _unpacked = _unpacked };
        copy._columns.AddRange(_columns);
        return copy;
    }

    public bool Contains(SnapshotColumn number) => Find((int)number) is not null;

    /// <summary>How many plain bytes a column says it has; 0 where it is not there.</summary>
    public long LengthOf(SnapshotColumn number) => Find((int)number)?.Length ?? 0;

    /// <summary>As <see cref="LengthOf"/>, of a column that is not unpacked now but may be later.</summary>
    /// <exception cref="CrdtException">It says more than it can have, or more than the budget allows.</exception>
    public long RequireLengthOf(SnapshotColumn number)
    {
        if (Find((int)number) is not { Codec: not Plain } column) return LengthOf(number);
        RequireRoom(column, _unpacked + column.Length);
        return column.Length;
    }

    /// <summary>The plain bytes of a column; none where it is not there.</summary>
    /// <exception cref="CrdtException">They are damaged, or more than the budget allows.</exception>
    public ReadOnlyMemory<byte> Get(SnapshotColumn number)
    {
        if (Find((int)number) is not { } column) return default;
        if (column.Codec == Plain) return column.Bytes;
        byte[] plain = Unpack(column);
        _columns[_columns.IndexOf(column)] = new Column(column.Number, Plain, plain.Length, plain);
        return plain;
    }

    /// <summary>A hash over the plain bytes of all columns.</summary>
    public ulong Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> header = stackalloc byte[8];
        foreach (int number in Numbers.ToArray())
        {
            ReadOnlyMemory<byte> plain = Get((SnapshotColumn)number);
            BinaryPrimitives.WriteInt32BigEndian(header, number);
            BinaryPrimitives.WriteInt32BigEndian(header[4..], plain.Length);
            hash.AppendData(header);
            hash.AppendData(plain.Span);
        }
        return BinaryPrimitives.ReadUInt64BigEndian(hash.GetHashAndReset());
    }

    public ColumnReader Open(SnapshotColumn number) => new(Get(number).Span);

    public void Write(ref MessagePackSpanWriter writer)
    {
        var bundle = new MessagePackSpanWriter(256);
        int bundled = 0;
        OpenBundle();
        foreach (Column column in _columns)
            if (IsBundled(column)) bundled++;
        bundle.WriteArrayHeader(bundled * 2);
        foreach (Column column in _columns)
        {
            if (!IsBundled(column)) continue;
            bundle.WriteInteger(column.Number);
            bundle.WriteBinary(column.Bytes.Span);
        }
        byte[] packed = bundle.Length < WorthPacking ? [] : Deflate.Pack(bundle.Written, isText: false);
        bool bundles = packed.Length > 0 && packed.Length < bundle.Length;
        writer.WriteArrayHeader(2 * (bundles ? _columns.Count - bundled + 1 : _columns.Count));
        if (bundles)
        {
            writer.WriteInteger((int)SnapshotColumn.Bundle);
            WritePacked(ref writer, Deflated, bundle.Length, packed);
        }
        for (int i = 0; i < _columns.Count; i++)
        {
            if (bundles && IsBundled(_columns[i])) continue;
            writer.WriteInteger(_columns[i].Number);
            WriteColumn(ref writer, _columns[i]);
        }
    }

    /// <summary>Reads a section; the bytes are kept and must not change.</summary>
    /// <param name="snapshot">All bytes of the snapshot.</param>
    /// <param name="reader">Stands at the section; afterwards behind it.</param>
    /// <param name="budget">The most bytes that all its columns may unpack to.</param>
    /// <exception cref="CrdtException">It is damaged, or goes beyond the budget.</exception>
    public static ColumnSet Read(ReadOnlyMemory<byte> snapshot, ref MessagePackSpanReader reader, long budget)
    {
        var set = new ColumnSet(budget);
        set.ReadColumns(snapshot, ref reader, bundled: false);
        if (set._columns.Count == 0 || set._columns[0].Number != (int)SnapshotColumn.Bundle) return set;
        set._bundle = set._columns[0];
        set._columns.RemoveAt(0);
        return set;
    }

    private Column? Find(int number)
    {
        if (Among(number) is { } column) return column;
        if (_bundle is null) return null;
        OpenBundle();
        return Among(number);
    }

    private Column? Among(int number)
    {
        foreach (Column column in _columns)
            if (column.Number == number) return column;
        return null;
    }

    private void Insert(Column column)
    {
        int at = _columns.Count;
        while (at > 0 && _columns[at - 1].Number > column.Number) at--;
        if (at > 0 && _columns[at - 1].Number == column.Number) throw Damaged();
        _columns.Insert(at, column);
    }

    private void OpenBundle()
    {
        if (_bundle is not { } bundle) return;
        ReadOnlyMemory<byte> plain = bundle.Codec == Plain ? bundle.Bytes : Unpack(bundle);
        var inner = new MessagePackSpanReader(plain.Span);
        var columns = new ColumnSet();
        columns.ReadColumns(plain, ref inner, bundled: true);
        if (!inner.AtEnd) throw Damaged();
        foreach (Column column in columns._columns)
            if (Among(column.Number) is not null) throw Damaged();
        foreach (Column column in columns._columns) Insert(column);
        _bundle = null;
    }

    private void ReadColumns(ReadOnlyMemory<byte> bytes, ref MessagePackSpanReader reader, bool bundled)
    {
        if (!reader.TryReadArrayHeader(out int count) || (count & 1) != 0 || count > 2 * MostColumns) throw Damaged();
        long last = bundled ? 0 : -1;
        for (int i = 0; i < count; i += 2)
        {
            if (!reader.TryReadInteger(out long number) || number <= last || number > int.MaxValue) throw Damaged();
            last = number;
            Column column = ReadColumn((int)number, bytes, ref reader);
            if (bundled && column.Codec != Plain) throw Damaged();
            _columns.Add(column);
        }
    }

    private static Column ReadColumn(int number, ReadOnlyMemory<byte> bytes, ref MessagePackSpanReader reader)
    {
        long codec = Plain, length = -1;
        if (reader.NextIsArray)
        {
            if (!reader.TryReadArrayHeader(out int parts) || parts != 3) throw Damaged();
            if (!reader.TryReadInteger(out codec) || codec is < 1 or > int.MaxValue) throw Damaged();
            if (!reader.TryReadInteger(out length) || length < 0) throw Damaged();
        }
        if (!reader.TryReadBinary(out ReadOnlySpan<byte> packed)) throw Damaged();
        return new Column(number, (int)codec, length < 0 ? packed.Length : length, bytes.Slice(reader.Position - packed.Length, packed.Length));
    }

    private byte[] Unpack(Column column)
    {
        if (column.Codec is not (Deflated or Learned))
            throw new CrdtException(CrdtErrorCode.UnsupportedFormat, $"A column of the snapshot is packed in a way that this library does not know (codec {column.Codec}). Update the library.");
        _unpacked += column.Length;
        RequireRoom(column, _unpacked);
        byte[] plain = new byte[column.Length];
        if (column.Codec == Learned) LearnedText.Unpack(column.Bytes, plain, Teacher(column));
        else if (!Deflate.TryUnpack(column.Bytes.Span, plain)) throw Damaged();
        return plain;
    }

    /// <summary>What a text is learned from: the shown one, which is read before the erased.</summary>
    private ReadOnlySpan<byte> Teacher(Column column) => column.Number == (int)SnapshotColumn.ErasedText ? Get(SnapshotColumn.Text).Span : throw Damaged();

    private void RequireRoom(Column column, long unpacked)
    {
        if (unpacked > _budget)
            throw new CrdtException(CrdtErrorCode.LimitExceeded, $"The snapshot unpacks to more than {_budget} bytes. Raise DecodeLimits.MaxBytes if that is meant.");
        if (!Deflate.CanUnpackTo(column.Length, column.Bytes.Length) || (column.Codec == Learned && column.Length > LearnedText.MaxBytes)) throw Damaged();
    }

    private static bool IsText(int number) => (SnapshotColumn)number is SnapshotColumn.Text or SnapshotColumn.ErasedText or SnapshotColumn.Names or SnapshotColumn.Changes or SnapshotColumn.HistoryStrings;

    private static bool IsBundled(Column column) => column.Codec == Plain && column.Bytes.Length <= LargestBundled;

    private void WriteColumn(ref MessagePackSpanWriter writer, Column column)
    {
        if (column.Codec != Plain)
        {
            WritePacked(ref writer, column.Codec, column.Length, column.Bytes.Span);
            return;
        }
        ReadOnlySpan<byte> plain = column.Bytes.Span;
        if (plain.Length >= WorthPacking)
        {
            if (column.Number == (int)SnapshotColumn.ErasedText && plain.Length <= LearnedText.MaxBytes
                && LearnedText.Pack(plain, Get(SnapshotColumn.Text).Span) is var learned && learned.Length < plain.Length && Deflate.CanUnpackTo(plain.Length, learned.Length))
            {
                WritePacked(ref writer, Learned, plain.Length, learned);
                return;
            }
            byte[] deflated = Deflate.Pack(plain, IsText(column.Number));
            if (deflated.Length < plain.Length)
            {
                WritePacked(ref writer, Deflated, plain.Length, deflated);
                return;
            }
        }
        writer.WriteBinary(plain);
    }

    private static void WritePacked(ref MessagePackSpanWriter writer, int codec, long length, ReadOnlySpan<byte> packed)
    {
        writer.WriteArrayHeader(3);
        writer.WriteInteger(codec);
        writer.WriteInteger(length);
        writer.WriteBinary(packed);
    }

    private static CrdtException Damaged() => SnapshotReader.Malformed("a section of it is damaged");

    private sealed class Column(int number, int codec, long length, ReadOnlyMemory<byte> bytes)
    {
        public readonly int Number = number;
        public readonly int Codec = codec;
        public readonly long Length = length;
        public readonly ReadOnlyMemory<byte> Bytes = bytes;
    }
}
