namespace Notion.Crdt;

/// <summary>Writes a snapshot: docs/encoding.md specifies the bytes.</summary>
internal static class SnapshotWriter
{
    public static byte[] Write(DocumentState state)
    {
        var writer = new MessagePackSpanWriter(1024);
        writer.WriteArrayHeader(3);
        writer.WriteString("notion-crdt");
        writer.WriteInteger(1);
        var history = new MessagePackSpanWriter(1024);
        history.WriteArrayHeader(state.History.Count + 1);
        history.WriteInteger(UpdateDecoder.FormatVersion);
        foreach ((int replica, int change) in state.History) history.WriteRaw(state.Replicas[replica].Changes.Change(change));
        writer.WriteBinary(history.Written);
        return writer.ToArray();
    }
}
