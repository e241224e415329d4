namespace Notion.Crdt;

/// <summary>Puts runs together so that neighbours differ.</summary>
internal sealed class RichTextBuilder
{
    private readonly List<TextRun> _runs = [];
    private readonly System.Text.StringBuilder _text = new();
    private TextMarks _marks = TextMarks.None;

    public void Append(ReadOnlySpan<char> text, TextMarks? marks)
    {
        if (text.IsEmpty) return;
        marks ??= TextMarks.None;
        if (_text.Length > 0 && !_marks.Equals(marks)) Close();
        _marks = marks;
        _text.Append(text);
    }

    public RichText ToRichText()
    {
        Close();
        return RichText.Of(_runs);
    }

    private void Close()
    {
        if (_text.Length == 0) return;
        _runs.Add(new TextRun(_text.ToString(), _marks));
        _text.Clear();
    }
}
