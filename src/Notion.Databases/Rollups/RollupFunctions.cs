namespace Notion.Databases;

/// <summary>What rollup functions are called, and what they compute.</summary>
public static class RollupFunctions
{
    private static readonly string[] Names =
    [
        "show_original", "show_unique", "count", "count_values", "unique", "empty", "not_empty", "percent_empty", "percent_not_empty", "checked", "unchecked", "percent_checked", "percent_unchecked",
        "sum", "average", "median", "min", "max", "range", "earliest_date", "latest_date", "date_range",
    ];

    /// <summary>The name in documents, such as <c>percent_checked</c>.</summary>
    public static string Name(this RollupFunction function) => Names[(int)function];

    /// <summary>The function of a name; null where there is none.</summary>
    public static RollupFunction? Parse(string? name) => Array.IndexOf(Names, name) is >= 0 and int place ? (RollupFunction)place : null;

    internal static FormulaType TypeOf(string? name) => Parse(name) switch
    {
        null or RollupFunction.ShowOriginal or RollupFunction.ShowUnique => FormulaType.Text,
        RollupFunction.EarliestDate or RollupFunction.LatestDate or RollupFunction.DateRange => FormulaType.Date,
        _ => FormulaType.Number,
    };

    /// <summary>Computes.</summary>
    /// <param name="function">What.</param>
    /// <param name="values">The value of each row, empty ones included. A function passes over values of other kinds than its own.</param>
    /// <returns>A number, a date, a list; empty where there is nothing to compute it of.</returns>
    public static CellValue Compute(RollupFunction function, IReadOnlyList<CellValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int empty = values.Count(value => value.IsEmpty), ticked = values.Count(value => value.AsFlag());
        return function switch
        {
            RollupFunction.ShowOriginal => CellValue.List(values),
            RollupFunction.ShowUnique => CellValue.List(Different(values)),
            RollupFunction.Count => CellValue.Number(values.Count),
            RollupFunction.CountValues => CellValue.Number(Single(values).Count()),
            RollupFunction.Unique => CellValue.Number(Different(values).Count()),
            RollupFunction.Empty => CellValue.Number(empty),
            RollupFunction.NotEmpty => CellValue.Number(values.Count - empty),
            RollupFunction.PercentEmpty => Part(empty, values.Count),
            RollupFunction.PercentNotEmpty => Part(values.Count - empty, values.Count),
            RollupFunction.Checked => CellValue.Number(ticked),
            RollupFunction.Unchecked => CellValue.Number(values.Count - ticked),
            RollupFunction.PercentChecked => Part(ticked, values.Count),
            RollupFunction.PercentUnchecked => Part(values.Count - ticked, values.Count),
            RollupFunction.EarliestDate or RollupFunction.LatestDate or RollupFunction.DateRange => Dates(function, [.. values.Select(value => value.AsDate()).OfType<PropertyDate>()]),
            _ => Numbers(function, [.. values.Select(value => value.AsNumber()).OfType<double>().Order()]),
        };
    }

    private static CellValue Numbers(RollupFunction function, double[] sorted)
    {
        if (function == RollupFunction.Sum) return CellValue.Number(sorted.Sum());
        if (sorted.Length == 0) return default;
        return CellValue.Number(function switch
        {
            RollupFunction.Average => sorted.Average(),
            RollupFunction.Median => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2,
            RollupFunction.Min => sorted[0],
            RollupFunction.Max => sorted[^1],
            _ => sorted[^1] - sorted[0],
        });
    }

    private static CellValue Dates(RollupFunction function, PropertyDate[] dates)
    {
        if (dates.Length == 0) return default;
        DateTimeOffset first = dates.Min(date => date.Start), last = dates.Max(date => date.End ?? date.Start);
        bool hasTime = dates.Any(date => date.HasTime);
        return function switch
        {
            RollupFunction.EarliestDate => CellValue.Date(Make(first, null, hasTime)),
            RollupFunction.LatestDate => CellValue.Date(Make(last, null, hasTime)),
            _ => CellValue.Date(Make(first, last, hasTime)),
        };
    }

    private static PropertyDate Make(DateTimeOffset start, DateTimeOffset? end, bool hasTime) => hasTime
        ? PropertyDate.At(start, end)
        : PropertyDate.Of(DateOnly.FromDateTime(start.UtcDateTime), end is { } last ? DateOnly.FromDateTime(last.UtcDateTime) : null);

    private static CellValue Part(int count, int of) => of == 0 ? default : CellValue.Number((double)count / of);

    /// <summary>The members of values of several, one by one.</summary>
    private static IEnumerable<string> Single(IEnumerable<CellValue> values) => values.SelectMany(value => value.Kind switch
    {
        CellKind.Empty => [],
        CellKind.Items => value.AsItems(),
        CellKind.Files => value.AsFiles().Select(file => file.Url),
        CellKind.List => value.AsList().Select(item => item.ToString()),
        _ => [value.ToString()],
    });

    private static IEnumerable<CellValue> Different(IEnumerable<CellValue> values) => values.Where(value => !value.IsEmpty).DistinctBy(value => (value.Kind, value.ToString()));
}
