using System.Buffers;
using MessagePack;

namespace Notion.Crdt.Fuzz;

/// <summary>MessagePack as a tree of lists, numbers, strings and bytes.</summary>
internal static class MessagePackTree
{
    /// <summary>The tree; null where the bytes are no MessagePack, or more than that.</summary>
    public static object? TryRead(ReadOnlyMemory<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        try
        {
            object? tree = Read(ref reader, 0);
            return reader.End ? tree : null;
        }
        catch (Exception error) when (error is MessagePackSerializationException or EndOfStreamException or OverflowException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    public static byte[] Write(object? tree)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        Write(ref writer, tree);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(ref MessagePackWriter writer, object? value)
    {
        switch (value)
        {
            case List<object?> list:
                writer.WriteArrayHeader(list.Count);
                foreach (object? item in list) Write(ref writer, item);
                break;
            case long number: writer.Write(number); break;
            case string text: writer.Write(text); break;
            case bool truth: writer.Write(truth); break;
            case double number: writer.Write(number); break;
            case byte[] bytes: writer.Write(bytes); break;
            default: writer.WriteNil(); break;
        }
    }

    private static object? Read(ref MessagePackReader reader, int depth)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Array when depth < 100:
                int count = reader.ReadArrayHeader();
                List<object?> list = [];
                for (int i = 0; i < count; i++) list.Add(Read(ref reader, depth + 1));
                return list;
            case MessagePackType.Integer: return reader.ReadInt64();
            case MessagePackType.String: return reader.ReadString();
            case MessagePackType.Boolean: return reader.ReadBoolean();
            case MessagePackType.Float: return reader.ReadDouble();
            case MessagePackType.Binary: return reader.ReadBytes()!.Value.ToArray();
            default:
                reader.Skip();
                return null;
        }
    }
}
