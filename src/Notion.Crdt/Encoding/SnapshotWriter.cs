using System.Buffers.Binary;

namespace Notion.Crdt;

/// <summary>
/// Writes a snapshot: the state in columns, so that it loads without replaying anything, and the history beside it. docs/encoding.md specifies the bytes.
/// </summary>
/// <remarks>Canonical: replicas, blocks, sequences and changes are written in orders of their ids or stamps, so documents with equal changes give equal bytes.</remarks>
internal static class SnapshotWriter
{
    public const int FormatVersion = 3;
    public const int Fields = 9;

    public static ReadOnlySpan<byte> Magic => "notion-crdt"u8;

    /// <summary>The features that a reader has to know.</summary>
    public const long CutFeature = 1, GenerationFeature = 2, KnownFeatures = CutFeature | GenerationFeature;

    public static byte[] Write(DocumentState state) => Write(state, state.Cut);

    /// <summary>Writes a snapshot with the history from a cut on.</summary>
    /// <param name="state">The document.</param>
    /// <param name="cut">Its own cut, or a later one.</param>
    public static byte[] Write(DocumentState state, HistoryCut cut)
    {
        state.Archive.Unpack(state);
        SnapshotExtras extras = state.Extras;
        var sections = new MessagePackSpanWriter(4096);
        sections.WriteInteger((cut.IsEmpty ? 0 : CutFeature) | (state.Generation.IsFirst ? 0 : GenerationFeature));    // features without which a reader cannot read it
        sections.WriteInteger(extras.Optional);
        if (extras.Id is null) sections.WriteNil();
        else sections.WriteBinary(extras.Id);
        sections.WriteInteger(state.Generation.Number);
        WriteSection(ref sections, new StateColumns(state).Write(), extras.State);
        WriteSection(ref sections, History(state, cut), extras.History);

        var writer = new MessagePackSpanWriter(sections.Length + 64);
        writer.WriteArrayHeader(Fields);
        writer.WriteString("notion-crdt");
        writer.WriteInteger(FormatVersion);
        Span<byte> checksum = stackalloc byte[Checksum.Size];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Checksum.Of(sections.Written));
        writer.WriteBinary(checksum);
        writer.WriteRaw(sections.Written);
        return writer.ToArray();
    }

    private static void WriteSection(ref MessagePackSpanWriter writer, ColumnSet columns, ColumnSet unknown)
    {
        foreach (int number in unknown.Numbers) columns.Add(number, unknown);
        columns.Write(ref writer);
    }

    private static ColumnSet History(DocumentState state, HistoryCut cut)
    {
        var columns = new ColumnSet();
        CutColumn.Write(columns, state.Replicas, cut);
        (int Replica, int Change)[] order = [.. state.History];
        if (cut != state.Cut) order = Array.FindAll(order, at => state.Replicas[at.Replica].Changes.FirstCounter(at.Change) >= cut[state.Replicas[at.Replica].Id].End);
        if (order.Length == 0) return columns;
        Array.Sort(order, (left, right) => state.Replicas.Compare(StampOf(state, left), StampOf(state, right)));
        var writer = new MessagePackSpanWriter(4096);
        writer.WriteArrayHeader(order.Length + 1);
        writer.WriteInteger(UpdateDecoder.FormatVersion);
        foreach ((int replica, int change) in order) writer.WriteRaw(state.Replicas[replica].Changes.Change(change));
        var count = new ColumnWriter();
        count.Write(order.Length);
        columns.Add(SnapshotColumn.ChangeCount, count.Written);
        columns.Add(SnapshotColumn.Changes, writer.Written);
        return columns;
    }

    private static Stamp StampOf(DocumentState state, (int Replica, int Change) at)
    {
        ChangeList changes = state.Replicas[at.Replica].Changes;
        return new Stamp(changes.Time(at.Change), at.Replica, changes.FirstCounter(at.Change));
    }
}
