namespace Notion.Databases;

/// <summary>Reckoning with dates: in UTC, by calendar months and years. What leaves the years 1 to 9999, or has an unknown unit, has no value.</summary>
internal static class FormulaDates
{
    public static CellValue Add(CellValue value, double? amount, string unit)
    {
        if (value.AsDate() is not { } date || amount is not { } number || Math.Abs(number) > 100_000_000) return default;
        try
        {
            DateTimeOffset? Move(DateTimeOffset from) => unit switch
            {
                "years" => from.AddYears((int)number),
                "quarters" => from.AddMonths(3 * (int)number),
                "months" => from.AddMonths((int)number),
                "weeks" => from.AddDays(7 * (int)number),
                "days" => from.AddDays((int)number),
                "hours" => from.AddHours(number),
                "minutes" => from.AddMinutes(number),
                _ => null,
            };
            bool hasTime = date.HasTime || unit is "hours" or "minutes";
            return Move(date.Start) is { } start ? Make(start, date.End is { } end ? Move(end) : null, hasTime, date.TimeZone) : default;
        }
        catch (ArgumentOutOfRangeException)
        {
            return default;
        }
    }

    /// <summary>How many whole units lie from the second to the first; negative where the first is earlier.</summary>
    public static CellValue Between(CellValue first, CellValue second, string unit)
    {
        if (first.AsDate()?.Start is not { } to || second.AsDate()?.Start is not { } from) return default;
        (to, from) = (to.ToUniversalTime(), from.ToUniversalTime());
        TimeSpan span = to - from;
        return unit switch
        {
            "years" => CellValue.Number(Months(to, from) / 12),
            "quarters" => CellValue.Number(Months(to, from) / 3),
            "months" => CellValue.Number(Months(to, from)),
            "weeks" => CellValue.Number((int)(span.TotalDays / 7)),
            "days" => CellValue.Number((int)span.TotalDays),
            "hours" => CellValue.Number((int)span.TotalHours),
            "minutes" => CellValue.Number((long)span.TotalMinutes),
            _ => default,
        };
    }

    public static CellValue Start(CellValue value) => value.AsDate() is { } date ? Make(date.Start, null, date.HasTime, date.TimeZone) : default;

    public static CellValue End(CellValue value) => value.AsDate() is { } date ? Make(date.End ?? date.Start, null, date.HasTime, date.TimeZone) : default;

    public static CellValue Part(CellValue value, Func<DateTimeOffset, double> part) => value.AsDate() is { } date ? CellValue.Number(part(date.Start.ToUniversalTime())) : default;

    private static int Months(DateTimeOffset to, DateTimeOffset from)
    {
        if (to < from) return -Months(from, to);
        int months = ((to.Year - from.Year) * 12) + to.Month - from.Month;
        return months > 0 && (to.Day, to.TimeOfDay).CompareTo((from.Day, from.TimeOfDay)) < 0 ? months - 1 : months;
    }

    private static CellValue Make(DateTimeOffset start, DateTimeOffset? end, bool hasTime, string? zone) => CellValue.Date(hasTime
        ? PropertyDate.At(start, end, zone)
        : PropertyDate.Of(DateOnly.FromDateTime(start.UtcDateTime), end is { } last ? DateOnly.FromDateTime(last.UtcDateTime) : null));
}
