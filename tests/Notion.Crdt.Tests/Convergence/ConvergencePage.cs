using System.Text.RegularExpressions;
using Notion.Traces;

namespace Notion.Crdt.Tests.Convergence;

/// <summary>docs/convergence.md or docs/convergence-undo.md, read: its tables of cells, and the matrix that lists them.</summary>
internal sealed partial class ConvergencePage
{
    private readonly string[] _lines;

    private ConvergencePage(string[] lines)
    {
        _lines = lines;
        Cells = [.. _lines.Where(line => CellName().IsMatch(line)).Select(Read)];
        Matrix = ReadMatrix();
    }

    /// <summary>Verbs beside verbs.</summary>
    public static ConvergencePage OfVerbs { get; } = new(Lines("convergence.md"));

    /// <summary>The undo of verbs beside verbs.</summary>
    public static ConvergencePage OfUndo { get; } = new(Lines("convergence-undo.md"));

    public IReadOnlyList<Cell> Cells { get; }

    /// <summary>The relations that the matrix names, by pair of verbs.</summary>
    public IReadOnlyDictionary<(string One, string Other), string[]> Matrix { get; }

    /// <summary>The verbs at the matrix's head.</summary>
    public IReadOnlyList<string> Columns => [.. Fields(_lines[Header]).Skip(1)];

    /// <summary>The verbs at its side.</summary>
    public IReadOnlyList<string> Rows => [.. _lines.Skip(Header + 2).TakeWhile(line => line.StartsWith('|')).Select(line => Fields(line)[0])];

    /// <summary>The page as it would be without the rows of a pair, and with nothing about it in the matrix.</summary>
    public ConvergencePage Without((string One, string Other) pair)
    {
        string row = $"| `{pair.One}/{pair.Other}.", side = $"| {pair.One} |";
        int column = Columns.ToList().IndexOf(pair.Other) + 1;
        return new([.. _lines.Where(line => !line.StartsWith(row, StringComparison.Ordinal)).Select((line, i) =>
        {
            if (i <= Header || !line.StartsWith(side, StringComparison.Ordinal)) return line;
            string[] fields = Fields(line);
            fields[column] = string.Empty;
            return $"| {string.Join(" | ", fields)} |";
        })]);
    }

    private int Header => Array.FindIndex(_lines, line => line.StartsWith("| × |", StringComparison.Ordinal));

    private static string[] Lines(string name) =>
        File.ReadAllLines(Path.Combine(TraceFolder.RepositoryRoot() ?? throw new DirectoryNotFoundException("The tests do not run inside the repository."), "docs", name));

    private static Cell Read(string line)
    {
        string[] fields = Fields(line);
        bool isUndo = fields[0].StartsWith("`undo-", StringComparison.Ordinal);
        Assert.True(fields.Length == 6 && fields[5].Length > 0, $"A cell has a name, a document, what is done, what both see, and why:\n{line}");
        string[] before = Spans(fields[1]);
        string one = isUndo ? "undo" : Spans(fields[2]).Single(), other = Spans(fields[isUndo ? 2 : 3]).Single();
        bool isBlind = other.StartsWith(Cell.Blindly, StringComparison.Ordinal);
        if (isBlind) other = other[Cell.Blindly.Length..];
        Outcome after = ReadOutcome(isUndo ? fields[3] : fields[4]);
        Outcome? seen = !isUndo ? null : fields[4] == "the same" ? after : ReadOutcome(fields[4]);
        return new Cell(Spans(fields[0])[0], before[0], before[1..], one, other, isBlind, after, seen);
    }

    private static Outcome ReadOutcome(string field)
    {
        string[] after = Spans(field);
        Assert.True(after.Length is 1 or 2, $"Both see one thing, or one of two: {field}");
        Tiebreak by = after.Length == 1 ? Tiebreak.None : field.Contains("` or `", StringComparison.Ordinal) ? Tiebreak.Ids : Tiebreak.Time;
        return new Outcome(after[0], after.ElementAtOrDefault(1), by);
    }

    private Dictionary<(string One, string Other), string[]> ReadMatrix()
    {
        Dictionary<(string, string), string[]> matrix = [];
        IReadOnlyList<string> verbs = Columns;
        foreach (string line in _lines.Skip(Header + 2).TakeWhile(line => line.StartsWith('|')))
        {
            string[] fields = Fields(line);
            for (int i = 1; i < fields.Length; i++)
                if (fields[i].Length > 0) matrix.Add((fields[0], verbs[i - 1]), fields[i].Split(", "));
        }
        return matrix;
    }

    private static string[] Fields(string line) => [.. line.Trim()[1..^1].Split('|').Select(field => field.Trim())];

    private static string[] Spans(string field) => [.. CodeSpan().Matches(field).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^\\| `[a-z -]+/[a-z -]+\\.[a-z -]+` \\|")]
    private static partial Regex CellName();

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex CodeSpan();
}
