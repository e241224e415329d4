namespace Notion.Crdt;

/// <summary>
/// The erased characters of a document that was opened, packed until somebody needs one: to show it again, to save it, or to tell the history. Their room in the arenas is there from the
/// beginning.
/// </summary>
/// <param name="columns">The state section.</param>
/// <param name="replicas">The replicas by their numbers in the snapshot.</param>
/// <param name="firsts">By replica, the first of its spans; and one more.</param>
/// <param name="lengths">Of the spans, in elements.</param>
/// <param name="kinds">Of the spans, and whether they are erased.</param>
internal sealed class ErasedText(ColumnSet columns, List<ReplicaState> replicas, int[] firsts, int[] lengths, byte[] kinds)
{
    /// <summary>Writes them where they belong.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MalformedUpdate"/>: they are not what belongs there. Nothing has happened then that anybody sees.</exception>
    public void Unpack()
    {
        var text = new PackedText(columns.Get(SnapshotColumn.ErasedText).Span);
        for (int number = 0; number < replicas.Count; number++)
        {
            TextArena arena = replicas[number].Text;
            for (int i = firsts[number], content = 0; i < firsts[number + 1]; i++)
            {
                var kind = (SpanKind)(kinds[i] & ~SpanLoader.IsErased);
                if (kind > SpanKind.Astral) continue;
                int units = lengths[i] * (int)kind;
                if (kinds[i] > SpanLoader.IsErased) text.Take(arena.Room(content, units), kind);
                content += units;
            }
        }
        if (!text.AtEnd) throw SnapshotReader.Malformed("it has more text than spans");
    }
}
