using System.Text.RegularExpressions;
using Notion.Traces;

namespace Notion.Crdt.Tests.Convergence;

/// <summary>docs/convergence.md, read: its tables of cells, and the matrix that lists them.</summary>
internal static partial class ConvergencePage
{
    private static readonly string[] Lines = File.ReadAllLines(
        Path.Combine(TraceFolder.RepositoryRoot() ?? throw new DirectoryNotFoundException("The tests do not run inside the repository."), "docs", "convergence.md"));

    public static IReadOnlyList<Cell> Cells { get; } = [.. Lines.Where(line => CellName().IsMatch(line)).Select(Read)];

    /// <summary>The relations that the matrix names, by pair of verbs.</summary>
    public static IReadOnlyDictionary<(string One, string Other), string[]> Matrix { get; } = ReadMatrix();

    /// <summary>The verbs of the matrix, in its order.</summary>
    public static IReadOnlyList<string> Verbs => [.. Fields(Lines.First(line => line.StartsWith("| × |", StringComparison.Ordinal))).Skip(1)];

    private static Cell Read(string line)
    {
        string[] fields = Fields(line);
        Assert.True(fields.Length == 6 && fields[5].Length > 0, $"A cell has a name, a document, what each does, what both see, and why:\n{line}");
        string[] before = Spans(fields[1]), after = Spans(fields[4]);
        Assert.True(before.Length > 0 && after.Length is 1 or 2, line);
        Tiebreak by = after.Length == 1 ? Tiebreak.None : fields[4].Contains("` or `", StringComparison.Ordinal) ? Tiebreak.Ids : Tiebreak.Time;
        return new Cell(Spans(fields[0])[0], before[0], before[1..], Spans(fields[2]).Single(), Spans(fields[3]).Single(), after[0], after.ElementAtOrDefault(1), by);
    }

    private static Dictionary<(string One, string Other), string[]> ReadMatrix()
    {
        Dictionary<(string, string), string[]> matrix = [];
        int header = Array.FindIndex(Lines, line => line.StartsWith("| × |", StringComparison.Ordinal));
        string[] verbs = [.. Fields(Lines[header]).Skip(1)];
        foreach (string line in Lines.Skip(header + 2).TakeWhile(line => line.StartsWith('|')))
        {
            string[] fields = Fields(line);
            for (int i = 1; i < fields.Length; i++)
                if (fields[i].Length > 0) matrix.Add((fields[0], verbs[i - 1]), fields[i].Split(", "));
        }
        return matrix;
    }

    private static string[] Fields(string line) => [.. line.Trim().Trim('|').Split('|').Select(field => field.Trim())];

    private static string[] Spans(string field) => [.. CodeSpan().Matches(field).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^\\| `[a-z -]+/[a-z -]+\\.[a-z -]+` \\|")]
    private static partial Regex CellName();

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex CodeSpan();
}
