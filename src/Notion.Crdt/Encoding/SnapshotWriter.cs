namespace Notion.Crdt;

/// <summary>
/// Writes a snapshot: the state in columns, so that it loads without replaying anything, and the history beside it. docs/encoding.md specifies the bytes.
/// </summary>
/// <remarks>Canonical: replicas, blocks, sequences and changes are written in orders of their ids or stamps, so documents with equal changes give equal bytes.</remarks>
internal static class SnapshotWriter
{
    public const string Magic = "notion-crdt";
    public const int FormatVersion = 1;
    public const int ColumnCount = 9;

    public static byte[] Write(DocumentState state)
    {
        state.Archive.Unpack(state);
        var sections = new MessagePackSpanWriter(4096);
        sections.WriteInteger(0);                       // features without which a reader cannot read it
        sections.WriteInteger(0);                       // features that a reader may ignore
        Section.Write(ref sections, new StateColumns(state).Write());
        sections.WriteInteger(state.History.Count);
        Section.Write(ref sections, History(state));

        var writer = new MessagePackSpanWriter(sections.Length + 64);
        writer.WriteArrayHeader(8);
        writer.WriteString(Magic);
        writer.WriteInteger(FormatVersion);
        writer.WriteBinary(Section.Checksum(sections.Written));
        writer.WriteRaw(sections.Written);
        return writer.ToArray();
    }

    private static ReadOnlySpan<byte> History(DocumentState state)
    {
        (int Replica, int Change)[] order = [.. state.History];
        Array.Sort(order, (left, right) => state.Replicas.Compare(StampOf(state, left), StampOf(state, right)));
        var writer = new MessagePackSpanWriter(4096);
        writer.WriteArrayHeader(order.Length + 1);
        writer.WriteInteger(UpdateDecoder.FormatVersion);
        foreach ((int replica, int change) in order) writer.WriteRaw(state.Replicas[replica].Changes.Change(change));
        return writer.Written;
    }

    private static Stamp StampOf(DocumentState state, (int Replica, int Change) at)
    {
        ChangeList changes = state.Replicas[at.Replica].Changes;
        return new Stamp(changes.Time(at.Change), at.Replica, changes.FirstCounter(at.Change));
    }
}
