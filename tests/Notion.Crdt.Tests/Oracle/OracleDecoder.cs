using MessagePack;

namespace Notion.Crdt.Tests.Oracle;

/// <summary>
/// Reads updates by docs/encoding.md alone, with the MessagePack package's reader: it shares no code with the engine, so it also proves
/// that the encoding is what the document says. Only for well-formed input.
/// </summary>
internal static class OracleDecoder
{
    public static List<OracleChange> Decode(ReadOnlyMemory<byte> update)
    {
        var reader = new MessagePackReader(update);
        int count = reader.ReadArrayHeader();
        Assert.Equal(1, reader.ReadInt32());
        List<OracleChange> changes = [];
        for (int i = 1; i < count; i++) changes.Add(ReadChange(ref reader));
        Assert.True(reader.End);
        return changes;
    }

    private static OracleChange ReadChange(ref MessagePackReader reader)
    {
        int fields = reader.ReadArrayHeader();
        long replica = reader.ReadInt64();
        int first = reader.ReadInt32();
        (long milliseconds, long logical) = ReadTime(ref reader);
        int opCount = reader.NextMessagePackType == MessagePackType.Array ? reader.ReadArrayHeader() : 1, counter = first;
        List<OracleOp> ops = [];
        for (int i = 0; i < opCount; i++)
        {
            OracleOp op = ReadOp(ref reader, replica, counter);
            counter += op is InsertOp insert ? insert.Text.EnumerateRunes().Count() : 1;
            ops.Add(op);
        }
        Dictionary<long, int> dependencies = [];
        if (fields > 4 && !reader.TryReadNil())
        {
            for (int i = reader.ReadArrayHeader(); i > 0; i -= 2) dependencies.Add(reader.ReadInt64(), reader.ReadInt32());
        }
        string? author = fields > 5 && !reader.TryReadNil() ? reader.ReadString() : null;
        return new OracleChange(replica, first, counter, milliseconds, logical, ops, dependencies, author);
    }

    /// <summary>A positive number: milliseconds added, logical part 0. Negative: the same millisecond, so much added to the logical part. An array: both.</summary>
    private static (long AddedMilliseconds, long Logical) ReadTime(ref MessagePackReader reader)
    {
        if (reader.NextMessagePackType == MessagePackType.Array)
        {
            Assert.Equal(2, reader.ReadArrayHeader());
            return (reader.ReadInt64(), reader.ReadInt64());
        }
        long value = reader.ReadInt64();
        return value > 0 ? (value, 0) : (0, -value);
    }

    private static OracleOp ReadOp(ref MessagePackReader reader, long replica, int counter)
    {
        var id = new Key(replica, counter);
        Key before = id with { Counter = counter - 1 };
        if (reader.NextMessagePackType == MessagePackType.String) return new InsertOp(id, before, null, reader.ReadString()!) { GoesOn = true };
        if (reader.NextMessagePackType == MessagePackType.Integer) return new EraseOp(id, ReadKey(ref reader, id), 1, 1);
        int fields = reader.ReadArrayHeader();
        switch (reader.ReadInt32())
        {
            case 1: return new CreateOp(id, reader.ReadString()!, ReadKey(ref reader, id), ReadPosition(ref reader, id), fields > 4 ? ReadUuid(ref reader) : null);
            case 2:
                string type = reader.ReadString()!;
                Key parent = ReadKey(ref reader, id);
                string position = ReadPosition(ref reader, id);
                Key cut = ReadKey(ref reader, id);
                return new SplitOp(id, type, parent, position, cut, ReadRight(ref reader, id, cut, leftOut: fields == 5));
            case 3: return ReadPlace(ref reader, id, How.Child);
            case 4: return new DeleteOp(id, ReadKey(ref reader, id), ReadKey(ref reader, id), ReadPosition(ref reader, id));
            case 5: return ReadPlace(ref reader, id, How.Joined);
            case 6: return ReadPlace(ref reader, id, How.Continuation);
            case 7:
                Key left = ReadKey(ref reader, id);
                return new InsertOp(id, left, ReadRight(ref reader, id, left, leftOut: fields == 3), reader.ReadString()!);
            case 8: return new EraseOp(id, ReadKey(ref reader, id), fields > 2 ? reader.ReadInt32() : 1, fields > 3 ? reader.ReadInt32() : 1);
            case 9: return new PropertyOp(id, ReadKey(ref reader, id), reader.ReadString()!, ReadValue(ref reader));
            case 10: return new TypeOp(id, ReadKey(ref reader, id), reader.ReadString()!);
            case 12: return new EraseOp(id, ReadKey(ref reader, id), fields > 2 ? reader.ReadInt32() : 1, fields > 3 ? -reader.ReadInt32() : -1);
            case 14: return new SetOp(id, ReadKey(ref reader, id), reader.ReadString()!, ReadValue(ref reader), Adds: true);
            case 15: return new SetOp(id, ReadKey(ref reader, id), reader.ReadString()!, ReadValue(ref reader), Adds: false);
            case 16: return new IncrementOp(id, ReadKey(ref reader, id), reader.ReadString()!, reader.ReadInt64());
            case 17: return new TextOp(id, ReadKey(ref reader, id), reader.ReadString()!);
            case 11: return ReadMark(ref reader, id, fields);
            case 13: return new SwitchOp(id, ReadKey(ref reader, id), reader.ReadBoolean());
            default: throw new InvalidOperationException("The engine wrote an operation of an unknown kind.");
        }
    }

    private static Guid ReadUuid(ref MessagePackReader reader)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.BuffersExtensions.CopyTo(reader.ReadBytes()!.Value, bytes);
        return new Guid(bytes, bigEndian: true);
    }

    private static MarkOp ReadMark(ref MessagePackReader reader, Key id, int fields)
    {
        string type = reader.ReadString()!;
        PropertyValue value = ReadValue(ref reader);
        int sides = reader.ReadInt32();
        Key start = ReadKey(ref reader, id);
        Key? end = fields < 6 || reader.TryReadNil() ? null : ReadKey(ref reader, id);
        return new MarkOp(id, type, fields < 7 ? null : reader.ReadString(), value, start, (sides & 1) != 0, end, (sides & 2) != 0);
    }

    private static PlaceOp ReadPlace(ref MessagePackReader reader, Key id, How how) =>
        new(id, ReadKey(ref reader, id), ReadKey(ref reader, id), ReadPosition(ref reader, id), how);

    private static Key? ReadRight(ref MessagePackReader reader, Key id, Key left, bool leftOut) =>
        leftOut ? left with { Counter = left.Counter + 1 } : reader.TryReadNil() ? null : ReadKey(ref reader, id);

    /// <summary>A dot stands for the tag that docs/ordering.md makes of the writer's id.</summary>
    private static string ReadPosition(ref MessagePackReader reader, Key id)
    {
        const string digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        long rest = id.Replica / 10;
        string tag = $"{id.Replica % 10}";
        for (int i = 0; i < 8; i++, rest /= 62) tag = digits[(int)(rest % 62)] + tag;
        return reader.ReadString()!.Replace(".", $"{1 + rest}{tag}", StringComparison.Ordinal);
    }

    private static Key ReadKey(ref MessagePackReader reader, Key id)
    {
        if (reader.NextMessagePackType == MessagePackType.Array)
        {
            Assert.Equal(2, reader.ReadArrayHeader());
            return new Key(reader.ReadInt64(), reader.ReadInt32());
        }
        int back = reader.ReadInt32();
        return back switch { 0 => Key.Root, -1 => Key.Trash, _ => new Key(id.Replica, id.Counter - back) };
    }

    private static PropertyValue ReadValue(ref MessagePackReader reader)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Boolean: return reader.ReadBoolean();
            case MessagePackType.Integer: return reader.ReadInt64();
            case MessagePackType.Float: return reader.ReadDouble();
            case MessagePackType.String: return reader.ReadString();
            default:
                reader.ReadNil();
                return PropertyValue.Null;
        }
    }
}
