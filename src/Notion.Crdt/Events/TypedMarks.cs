namespace Notion.Crdt;

/// <summary>Gives the steps of typing the marks of what was typed.</summary>
internal static class TypedMarks
{
    /// <summary>The same steps, cut where the marks of their text change. Text that a later step removed again has those of what is left beside it.</summary>
    /// <param name="edits">Steps that only exchange text.</param>
    /// <param name="after">The text that they lead to.</param>
    public static List<TextEdit> Fill(List<TextEdit> edits, RichText after)
    {
        if (after.Count == 0 || (after.Count == 1 && after[0].Marks.IsEmpty)) return edits;
        var filled = new List<TextEdit>(edits.Count);
        List<Piece>[] left = Survivors(edits);
        for (int i = 0; i < edits.Count; i++)
        {
            TextEdit edit = edits[i];
            int done = 0;
            TextMarks marks = TextMarks.None;
            foreach (Piece piece in left[i])
            {
                foreach (TextRun run in after.Slice(piece.Final, piece.Length))
                {
                    int stop = Math.Max(done, piece.Start) + run.Text.Length;
                    filled.Add(Part(edit, done, stop, run.Marks));
                    marks = run.Marks;
                    done = stop;
                }
            }
            if (done < edit.Inserted.Length || done == 0) filled.Add(Part(edit, done, edit.Inserted.Length, marks));
        }
        return filled;
    }

    private static TextEdit Part(TextEdit edit, int from, int to, TextMarks marks) =>
        new(edit.Offset + from, from == 0 ? edit.Removed : 0, edit.Inserted[from..to]) { Marks = marks };

    /// <summary>For each step, the parts of its text that are still there at the end, in order, and where.</summary>
    private static List<Piece>[] Survivors(List<TextEdit> edits)
    {
        var pieces = new List<Piece> { new(-1, 0, int.MaxValue / 2, 0) };
        for (int i = 0; i < edits.Count; i++)
        {
            int at = Cut(pieces, edits[i].Offset), end = Cut(pieces, edits[i].Offset + edits[i].Removed);
            pieces.RemoveRange(at, end - at);
            if (edits[i].Inserted.Length > 0) pieces.Insert(at, new Piece(i, 0, edits[i].Inserted.Length, 0));
        }
        List<Piece>[] left = [.. edits.Select(_ => new List<Piece>())];
        int final = 0;
        foreach (Piece piece in pieces)
        {
            if (piece.Edit >= 0) left[piece.Edit].Add(piece with { Final = final });
            final += piece.Length;
        }
        return left;
    }

    /// <summary>The index of the piece that begins at an offset, after cutting one where none does.</summary>
    private static int Cut(List<Piece> pieces, int offset)
    {
        int i = 0;
        for (; offset > 0; i++)
        {
            Piece piece = pieces[i];
            if (piece.Length > offset)
            {
                pieces[i] = piece with { Length = offset };
                pieces.Insert(i + 1, piece with { Start = piece.Start + offset, Length = piece.Length - offset });
                return i + 1;
            }
            offset -= piece.Length;
        }
        return i;
    }

    /// <summary>A part of the text that a step inserted, or of the old text (-1).</summary>
    private readonly record struct Piece(int Edit, int Start, int Length, int Final);
}
