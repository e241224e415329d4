using System.Buffers;
using System.Buffers.Binary;
using MessagePack;

namespace Notion.Sync.Protocol;

/// <summary>
/// Takes updates apart into updates of one change each, and puts such together. An update is a MessagePack array: the format version, then the changes
/// (docs/encoding.md). For updates that this side has made, not for foreign bytes.
/// </summary>
internal static class ChangeBatch
{
    /// <summary>An array of two, format version 1: how an update of one change begins.</summary>
    private static ReadOnlySpan<byte> Single => [0x92, 0x01];

    /// <summary>Room for the head of an update of many changes.</summary>
    public const int HeadBytes = 6;

    /// <summary>The changes in the same order, each as an update of its own.</summary>
    public static IEnumerable<byte[]> Split(ReadOnlyMemory<byte> update)
    {
        var reader = new MessagePackReader(update);
        int changes = reader.ReadArrayHeader() - 1;
        int version = reader.ReadInt32();
        var singles = new List<byte[]>(changes);
        for (int i = 0; i < changes; i++)
        {
            int start = (int)reader.Consumed;
            reader.Skip();
            var buffer = new ArrayBufferWriter<byte>((int)reader.Consumed - start + 2);
            var writer = new MessagePackWriter(buffer);
            writer.WriteArrayHeader(2);
            writer.Write(version);
            writer.WriteRaw(update.Span[start..(int)reader.Consumed]);
            writer.Flush();
            singles.Add(buffer.WrittenSpan.ToArray());
        }
        return singles;
    }

    /// <summary>Whether an update can be put together with others: one change in the present format.</summary>
    public static bool CanJoin(ReadOnlyMemory<byte> update) => update.Span.StartsWith(Single);

    /// <summary>Updates of one change each as one update, in the same order.</summary>
    public static ReadOnlyMemory<byte> Join(IReadOnlyList<ReadOnlyMemory<byte>> singles)
    {
        if (singles.Count == 1) return singles[0];
        byte[] joined = new byte[HeadBytes + singles.Sum(single => single.Length - Single.Length)];
        joined[0] = 0xdd;
        BinaryPrimitives.WriteUInt32BigEndian(joined.AsSpan(1), (uint)singles.Count + 1);
        joined[5] = 0x01;
        int at = HeadBytes;
        foreach (ReadOnlyMemory<byte> single in singles)
        {
            single[Single.Length..].CopyTo(joined.AsMemory(at));
            at += single.Length - Single.Length;
        }
        return joined;
    }
}
