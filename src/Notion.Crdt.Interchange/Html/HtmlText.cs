using System.Text;

namespace Notion.Crdt.Interchange;

/// <summary>Puts the text of one block together: as it stands, or with white space as browsers show it.</summary>
internal sealed class HtmlText
{
    private readonly List<TextRun> _runs = [];
    private readonly StringBuilder _run = new();
    private TextMarks _marks = TextMarks.None;
    private bool _blank;

    private char Last => _run.Length > 0 ? _run[^1] : _runs[^1].Text[^1];

    public bool IsEmpty => _runs.Count == 0 && _run.Length == 0;

    public void Append(ReadOnlySpan<char> text, TextMarks marks)
    {
        _blank = false;
        Put(text, marks);
    }

    /// <summary>Runs of white space become one blank, and none at the beginning, the end, or next to a line break.</summary>
    public void AppendCollapsed(string text, TextMarks marks)
    {
        foreach (char c in text)
        {
            if (c is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                _blank = true;
                continue;
            }
            if (_blank && !IsEmpty && Last != '\n') Put(" ", marks);
            _blank = false;
            Put([c], marks);
        }
    }

    public RichText ToRichText(bool trimBreaks)
    {
        if (trimBreaks)
            while (_run.Length > 0 && _run[^1] == '\n') _run.Length--;
        Close();
        return RichText.From(_runs);
    }

    private void Put(ReadOnlySpan<char> text, TextMarks marks)
    {
        if (text.IsEmpty) return;
        if (!_marks.Equals(marks)) Close();
        _marks = marks;
        _run.Append(text);
    }

    private void Close()
    {
        if (_run.Length == 0) return;
        _runs.Add(new TextRun(_run.ToString(), _marks));
        _run.Clear();
    }
}
