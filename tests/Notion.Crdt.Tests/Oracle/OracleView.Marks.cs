namespace Notion.Crdt.Tests.Oracle;

/// <summary>
/// 5. A mark covers the elements between its anchors. A character has, for each type and id, the value of the last mark that covers it and is not switched
///    off; the value nil is none.
/// </summary>
internal sealed partial class OracleView
{
    private Dictionary<Key, TextMarks>? _marks;

    public RichText RichText(Key block) =>
        Crdt.RichText.From(Characters(block).Select(element => new TextRun(element.Character.ToString()!, MarksOf(element.Id))));

    private TextMarks MarksOf(Key character)
    {
        if (_document.Marks.Count == 0) return TextMarks.None;
        _marks ??= FindMarks();
        return _marks.GetValueOrDefault(character, TextMarks.None);
    }

    private Dictionary<Key, TextMarks> FindMarks()
    {
        Dictionary<Key, TextMarks> marks = [];
        foreach (Key head in Blocks.Where(block => _document.Blocks[block].Home == block).Concat(_document.Texts.Select(text => text.Id)))
        {
            List<Key> order = [.. _document.Sequence(head).Select(element => element.Id)];
            foreach ((MarkOp op, _, _, _) in _document.Marks.Where(mark => mark.IsActive).OrderBy(mark => mark.When))
            {
                int start = order.IndexOf(op.Start), end = op.End is { } last ? order.IndexOf(last) : order.Count;
                if (start < 0) continue;
                for (int i = op.StartsAfter ? start + 1 : start; i < end || (i == end && op.EndsAfter); i++)
                    marks[order[i]] = marks.GetValueOrDefault(order[i], TextMarks.None).With(op.Type, op.MarkId, op.Value);
            }
        }
        return marks;
    }
}
