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
    private const int Plain = 0, Deflated = 1;
    private const int LargestBundled = 4096;
    private const int WorthPacking = 64;

    private readonly SortedList<int, Column> _columns = [];
    private readonly long _budget;
    private long _unpacked;

    public ColumnSet()
    {
    }

    private ColumnSet(long budget) => _budget = budget;

    /// <summary>The numbers of the columns that are here.</summary>
    public IEnumerable<int> Numbers => _columns.Keys;

    /// <summary>Bytes of all columns as they are kept.</summary>
    public long Size => _columns.Values.Sum(column => (long)column.Bytes.Length);

    /// <summary>Adds a column; an empty one is left out.</summary>
    public void Add(SnapshotColumn number, ReadOnlySpan<byte> plain)
    {
        if (!plain.IsEmpty) _columns.Add((int)number, new Column(Plain, plain.Length, plain.ToArray()));
    }

    /// <summary>Takes over a column of another set, as it stands there.</summary>
    public void Add(int number, ColumnSet from) => _columns.Add(number, from._columns[number]);

    /// <summary>A set of its own with the same columns.</summary>
    public ColumnSet Copy()
    {
        var copy = new ColumnSet(_budget);
        foreach ((int number, Column column) in _columns) copy._columns.Add(number, column);
        return copy;
    }

    public bool Contains(SnapshotColumn number) => _columns.ContainsKey((int)number);

    /// <summary>How many plain bytes a column says it has; 0 where it is not there.</summary>
    public long LengthOf(SnapshotColumn number) => _columns.TryGetValue((int)number, out Column column) ? column.Length : 0;

    /// <summary>The plain bytes of a column; none where it is not there.</summary>
    /// <exception cref="CrdtException">They are damaged, or more than the budget allows.</exception>
    public ReadOnlyMemory<byte> Get(SnapshotColumn number)
    {
        if (!_columns.TryGetValue((int)number, out Column column)) return default;
        if (column.Codec == Plain) return column.Bytes;
        byte[] plain = Unpack(column);
        _columns[(int)number] = new Column(Plain, plain.Length, plain);
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

    /// <summary>Forgets a column that will not be asked for again.</summary>
    public void Drop(SnapshotColumn number) => _columns.Remove((int)number);

    public void Write(ref MessagePackSpanWriter writer)
    {
        var bundle = new MessagePackSpanWriter(256);
        int bundled = 0;
        foreach (Column column in _columns.Values)
            if (IsBundled(column)) bundled++;
        bundle.WriteArrayHeader(bundled * 2);
        foreach ((int number, Column column) in _columns)
        {
            if (!IsBundled(column)) continue;
            bundle.WriteInteger(number);
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
        foreach ((int number, Column column) in _columns)
        {
            if (bundles && IsBundled(column)) continue;
            writer.WriteInteger(number);
            WriteColumn(ref writer, column, IsText(number));
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
        if (!set._columns.Remove((int)SnapshotColumn.Bundle, out Column bundle)) return set;
        byte[] plain = bundle.Codec == Plain ? bundle.Bytes.ToArray() : set.Unpack(bundle);
        var inner = new MessagePackSpanReader(plain);
        set.ReadColumns(plain, ref inner, bundled: true);
        return inner.AtEnd ? set : throw Damaged();
    }

    private void ReadColumns(ReadOnlyMemory<byte> bytes, ref MessagePackSpanReader reader, bool bundled)
    {
        if (!reader.TryReadArrayHeader(out int count) || (count & 1) != 0) throw Damaged();
        long last = bundled ? 0 : -1;
        for (int i = 0; i < count; i += 2)
        {
            if (!reader.TryReadInteger(out long number) || number <= last || number > int.MaxValue) throw Damaged();
            last = number;
            Column column = ReadColumn(bytes, ref reader);
            if (bundled && column.Codec != Plain) throw Damaged();
            if (!_columns.TryAdd((int)number, column)) throw Damaged();
        }
    }

    private static Column ReadColumn(ReadOnlyMemory<byte> bytes, ref MessagePackSpanReader reader)
    {
        long codec = Plain, length = -1;
        if (reader.NextIsArray)
        {
            if (!reader.TryReadArrayHeader(out int parts) || parts != 3) throw Damaged();
            if (!reader.TryReadInteger(out codec) || codec is < 1 or > int.MaxValue) throw Damaged();
            if (!reader.TryReadInteger(out length) || length < 0) throw Damaged();
        }
        if (!reader.TryReadBinary(out ReadOnlySpan<byte> packed)) throw Damaged();
        return new Column((int)codec, length < 0 ? packed.Length : length, bytes.Slice(reader.Position - packed.Length, packed.Length));
    }

    private byte[] Unpack(Column column)
    {
        if (column.Codec != Deflated)
            throw new CrdtException(CrdtErrorCode.UnsupportedFormat, $"A column of the snapshot is packed in a way that this library does not know (codec {column.Codec}). Update the library.");
        _unpacked += column.Length;
        if (_unpacked > _budget)
            throw new CrdtException(CrdtErrorCode.LimitExceeded, $"The snapshot unpacks to more than {_budget} bytes. Raise DecodeLimits.MaxBytes if that is meant.");
        if (!Deflate.CanUnpackTo(column.Length, column.Bytes.Length)) throw Damaged();
        byte[] plain = new byte[column.Length];
        return Deflate.TryUnpack(column.Bytes.Span, plain) ? plain : throw Damaged();
    }

    private static bool IsText(int number) => (SnapshotColumn)number is SnapshotColumn.Text or SnapshotColumn.ErasedText or SnapshotColumn.Names or SnapshotColumn.Changes;

    private static bool IsBundled(in Column column) => column.Codec == Plain && column.Bytes.Length <= LargestBundled;

    private static void WriteColumn(ref MessagePackSpanWriter writer, in Column column, bool isText)
    {
        if (column.Codec != Plain)
        {
            WritePacked(ref writer, column.Codec, column.Length, column.Bytes.Span);
            return;
        }
        byte[] packed = column.Bytes.Length < WorthPacking ? [] : Deflate.Pack(column.Bytes.Span, isText);
        if (packed.Length > 0 && packed.Length < column.Bytes.Length) WritePacked(ref writer, Deflated, column.Length, packed);
        else writer.WriteBinary(column.Bytes.Span);
    }

    private static void WritePacked(ref MessagePackSpanWriter writer, int codec, long length, ReadOnlySpan<byte> packed)
    {
        writer.WriteArrayHeader(3);
        writer.WriteInteger(codec);
        writer.WriteInteger(length);
        writer.WriteBinary(packed);
    }

    private static CrdtException Damaged() => SnapshotReader.Malformed("a section of it is damaged");

    private readonly record struct Column(int Codec, long Length, ReadOnlyMemory<byte> Bytes);
}
