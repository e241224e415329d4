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
        if (cut == state.Cut && state.History.Count == 0 && state.Archive.Packed is { } packed)
        {
            foreach (int number in packed.Numbers)
                if (Enum.IsDefined((SnapshotColumn)number)) columns.Add(number, packed);
            return columns;
        }
        state.Archive.Unpack(state);
        CutColumn.Write(columns, state.Replicas, cut);
        HistoryPacker.Pack(columns, state, cut);
        return columns;
    }
}
