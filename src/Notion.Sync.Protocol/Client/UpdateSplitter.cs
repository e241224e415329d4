using System.Buffers;
using MessagePack;

namespace Notion.Sync.Protocol;

/// <summary>
/// Takes an update apart into updates of one change each, in the same order, so that every change is acknowledged or rejected by itself. An update is
/// a MessagePack array: the format version, then the changes (docs/encoding.md). For updates that this side has exported, not for foreign bytes.
/// </summary>
internal static class UpdateSplitter
{
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
}
