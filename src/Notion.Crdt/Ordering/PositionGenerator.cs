namespace Notion.Crdt;

/// <summary>Makes the positions that one replica gives to blocks of one document. Not thread-safe.</summary>
/// <remarks>
/// A position is one or more levels, the first without the separator:
/// <code>
/// position = [foreign "0"] level *("0" level)      foreign: an index made elsewhere
/// level    = context tag own                       context, own: letters (see LetterIndex)
/// tag      = the replica's id in ten characters that start and end with a digit
/// </code>
/// What starts with one context and tag is a <em>run</em>: only its replica writes own parts there. Others who insert between two
/// positions of a run write below the first of them, after a "0", which sorts before every letter.
///
/// Invariants, and what they give:
/// - The letters that end a position, and the tag before them, are found from the end alone: positions of two replicas differ,
///   whatever the neighbours were.
/// - All that a replica inserts in one gap, in any order, has one prefix that nobody else writes under without having seen it (or, in
///   the middle of a run that it wrote before, lies among letters that nobody else writes): concurrent runs never interleave.
/// - A replica never makes a position twice: each run remembers the outermost own parts it gave away, deleted ones included, and
///   <see cref="_inner"/> those in between.
/// - Appending, prepending and inserting after the last insert step through integers, in the own part for one writer and in the
///   context for writers who take turns, so lengths grow with the logarithm. Halving a gap adds a bit each time; at
///   <see cref="MaxHalving"/> letters a nested run starts and integers serve again.
/// - Every candidate is checked against both neighbours by ordinal comparison, so neighbours of any form will do.
///
/// One call compares each level of both neighbours once. No position is ever changed. Where nothing fits between two neighbours
/// (equal, the wrong way round, or adjacent by hand) the caller is told so, since only it may step over a tie.
/// </remarks>
internal sealed partial class PositionGenerator
{
    /// <summary>The letters that halving a gap may fill before a nested run, at twelve characters, becomes the better deal.</summary>
    private const int MaxHalving = 24;

    private readonly string _tag;
    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inner = new(StringComparer.Ordinal);

    public PositionGenerator(ReplicaId replica) => _tag = PositionTag.Of(replica);

    /// <summary>A fresh position strictly between two others; null stands for the open end.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.NoIndexBetween"/></exception>
    public string Next(string? before, string? after) => TryNext(before, after) ?? throw FractionalIndex.NoIndexBetween(before, after);

    /// <summary>A fresh position strictly between two others; null where nothing lies there.</summary>
    public string? TryNext(string? before, string? after)
    {
        if (before is not null && after is not null && string.CompareOrdinal(before, after) >= 0) return null;
        string? position = ContinueRun(before, after) ?? StartBetween(before, after);
        return position is { Length: <= FractionalIndex.MaxLength } ? position : null;
    }

    private string? ContinueRun(string? before, string? after)
    {
        string? runBefore = OwnRunOf(before), runAfter = OwnRunOf(after);
        bool runBeforeIsOpen = runBefore is not null && !StartsWith(after, runBefore);
        bool runAfterIsOpen = runAfter is not null && !StartsWith(before, runAfter);
        string? position = null;
        if (runBeforeIsOpen) position = ExtendUp(runBefore!, before.AsSpan(runBefore!.Length));
        if (position is null && runAfterIsOpen) position = ExtendDown(runAfter!, after.AsSpan(runAfter!.Length));
        if (position is null && runBefore is not null && !runBeforeIsOpen) position = Halve(runBefore, before!, after!);
        if (position is null && runAfter is not null && !runAfterIsOpen) position = Halve(runAfter, before!, after!);
        return position;
    }

    private string? OwnRunOf(string? position) =>
        position is not null
        && PositionLevel.TryParseLast(position, out PositionLevel level)
        && position.AsSpan(level.TagStart, PositionLevel.TagLength).SequenceEqual(_tag)
            ? position[..level.OwnStart]
            : null;

    private string? ExtendUp(string prefix, ReadOnlySpan<char> known)
    {
        Run run = RunOf(prefix, known);
        if (LetterIndex.Between(run.Highest, default) is not { } own) return null;
        run.Highest = own;
        return prefix + own;
    }

    private string? ExtendDown(string prefix, ReadOnlySpan<char> known)
    {
        Run run = RunOf(prefix, known);
        if (LetterIndex.Between(default, run.Lowest) is not { } own) return null;
        run.Lowest = own;
        return prefix + own;
    }

    /// <summary>The run as remembered, or, where a document was loaded with the replica id that wrote it, as far as its position tells.</summary>
    private Run RunOf(string prefix, ReadOnlySpan<char> known)
    {
        if (!_runs.TryGetValue(prefix, out Run? run)) _runs[prefix] = run = new Run(known.ToString(), known.ToString());
        if (known.SequenceCompareTo(run.Highest) > 0) run.Highest = known.ToString();
        if (known.SequenceCompareTo(run.Lowest) < 0) run.Lowest = known.ToString();
        return run;
    }

    /// <summary>
    /// Inside an own run: a fraction, never an integer, since every integer within the run may have been given away. When the letters
    /// have become many, a run nested under an own part that nobody holds, so that what others nest under the neighbours stays outside;
    /// and next to such a run its contexts serve.
    /// </summary>
    private string? Halve(string prefix, string before, string after)
    {
        ReadOnlySpan<char> low = LetterIndex.LeadingLetters(before.AsSpan(prefix.Length));
        ReadOnlySpan<char> high = LetterIndex.LeadingLetters(after.AsSpan(prefix.Length));
        if (low.IsEmpty || high.IsEmpty || low.SequenceCompareTo(high) >= 0) return null;
        if (low.Length > MaxHalving || high.Length > MaxHalving) return null;
        ReadOnlySpan<char> integer = LetterIndex.Below(high);
        if (integer.SequenceCompareTo(low) > 0) low = integer;
        while (LetterIndex.Between(low, high) is { } own)
        {
            string position = prefix + own;
            if (own.Length > MaxHalving) return Start(position + PositionLevel.Separator + LetterIndex.First);
            if (_inner.Add(position)) return position;
            low = own;
        }
        return null;
    }

    private string? StartBetween(string? before, string? after)
    {
        if (before is null && after is null) return Start(LetterIndex.First);
        return StartAtContextsOf(before, before, after) ?? StartAtContextsOf(after, before, after) ?? StartNested(before ?? "", after);
    }

    /// <summary>Between the contexts of the neighbours, at the outermost level that has room: this keeps those who take turns on one level.</summary>
    private string? StartAtContextsOf(string? neighbour, string? before, string? after)
    {
        if (neighbour is null) return null;
        Span<int> starts = stackalloc int[PositionLevel.MaxDepth + 1];
        for (int i = PositionLevel.FindContexts(neighbour, starts) - 1; i >= 0; i--)
        {
            ReadOnlySpan<char> place = neighbour.AsSpan(0, starts[i]);
            ReadOnlySpan<char> low = ContextAt(place, before), high = ContextAt(place, after);
            if ((low.IsEmpty && high.IsEmpty) || (!high.IsEmpty && low.SequenceCompareTo(high) >= 0)) continue;
            if (LetterIndex.Between(low, high) is not { Length: <= MaxHalving } context) continue;
            string start = string.Concat(place, context);
            if (Fits(start, before, after)) return Start(start);
        }
        return null;
    }

    private static ReadOnlySpan<char> ContextAt(ReadOnlySpan<char> place, string? position) =>
        position.AsSpan().StartsWith(place) ? LetterIndex.LeadingLetters(position.AsSpan(place.Length)) : default;

    /// <summary>Right after the neighbour before, below everything that starts with it: with one "0" more than the neighbour after has there.</summary>
    private string? StartNested(string before, string? after)
    {
        int zeros = 0;
        if (StartsWith(after, before))
        {
            zeros = after.AsSpan(before.Length).IndexOfAnyExcept(PositionLevel.Separator);
            if (zeros < 0) return null;
        }
        string start = before + new string(PositionLevel.Separator, zeros + 1) + LetterIndex.First;
        return start.Length < FractionalIndex.MaxLength - PositionLevel.TagLength ? Start(start) : null;
    }

    /// <summary>Whether all that will ever start with the run's prefix lies between the neighbours.</summary>
    private bool Fits(string start, string? before, string? after)
    {
        string prefix = start + _tag;
        return (before is null || string.CompareOrdinal(before, prefix) < 0)
            && (after is null || (string.CompareOrdinal(prefix, after) < 0 && !StartsWith(after, prefix)));
    }

    private string? Start(string start)
    {
        string prefix = start + _tag;
        if (_runs.ContainsKey(prefix)) return ExtendUp(prefix, LetterIndex.First);
        _runs.Add(prefix, new Run(LetterIndex.First, LetterIndex.First));
        return prefix + LetterIndex.First;
    }

    private static bool StartsWith(string? text, string prefix) => text is not null && text.StartsWith(prefix, StringComparison.Ordinal);

    private sealed class Run(string lowest, string highest)
    {
        public string Lowest { get; set; } = lowest;

        public string Highest { get; set; } = highest;
    }
}
