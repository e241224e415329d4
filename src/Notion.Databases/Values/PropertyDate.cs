using System.Globalization;

namespace Notion.Databases;

/// <summary>A day or a moment to the millisecond, or a range of them. Immutable.</summary>
/// <remarks>Written as <c>2026-11-25</c> or <c>2026-11-25T09:30:00.000+01:00</c>, a range as <c>start/end</c>, and after a space the name of a time zone, if there is one.</remarks>
public sealed record PropertyDate
{
    private const string Day = "yyyy-MM-dd";
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss.fffzzz";
    private const int MaxZone = 64;

    private static readonly string[] Moments =
    [
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    private PropertyDate(DateTimeOffset start, DateTimeOffset? end, bool hasTime, string? timeZone) => (Start, End, HasTime, TimeZone) = (start, end, hasTime, timeZone);

    /// <summary>The start; of a day its midnight in UTC.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The end of a range; null where there is none. Of a day its midnight, the day included.</summary>
    public DateTimeOffset? End { get; }

    /// <summary>Whether these are moments; days otherwise.</summary>
    public bool HasTime { get; }

    /// <summary>The IANA name of the time zone that the moments are meant in; null for none. It changes nothing about which moments they are.</summary>
    public string? TimeZone { get; }

    /// <summary>What filters and sorts see: the start, in milliseconds since 1970 (UTC).</summary>
    public long StartMilliseconds => Start.ToUnixTimeMilliseconds();

    /// <summary>Days.</summary>
    /// <exception cref="ArgumentException">The end lies before the start.</exception>
    public static PropertyDate Of(DateOnly start, DateOnly? end = null) => Make(Midnight(start), end is { } last ? Midnight(last) : null, false, null);

    /// <summary>Moments, to the millisecond.</summary>
    /// <exception cref="ArgumentException">The end lies before the start, or the zone is no name.</exception>
    public static PropertyDate At(DateTimeOffset start, DateTimeOffset? end = null, string? timeZone = null) => Make(Cut(start), end is { } last ? Cut(last) : null, true, timeZone);

    /// <summary>Reads what <see cref="ToString"/> writes, and moments with fewer or more digits; without an offset they are UTC.</summary>
    public static bool TryParse(string? text, out PropertyDate date)
    {
        date = null!;
        if (text is null || text.Length > 160) return false;
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        string? zone = space < 0 ? null : text[(space + 1)..];
        string[] parts = (space < 0 ? text : text[..space]).Split('/');
        if (parts.Length > 2 || !TryParsePoint(parts[0], out DateTimeOffset start, out bool hasTime)) return false;
        DateTimeOffset? end = null;
        if (parts.Length == 2)
        {
            if (!TryParsePoint(parts[1], out DateTimeOffset last, out bool endHasTime) || endHasTime != hasTime || last < start) return false;
            end = last;
        }
        if (zone is not null && (!hasTime || !IsZone(zone))) return false;
        date = new PropertyDate(start, end, hasTime, zone);
        return true;
    }

    /// <summary>As documents keep it; equal dates read alike.</summary>
    public override string ToString()
    {
        string text = Write(Start);
        if (End is { } end) text = $"{text}/{Write(end)}";
        return TimeZone is null ? text : $"{text} {TimeZone}";
    }

    private string Write(DateTimeOffset point) => point.ToString(HasTime ? Moment : Day, CultureInfo.InvariantCulture);

    private static PropertyDate Make(DateTimeOffset start, DateTimeOffset? end, bool hasTime, string? timeZone)
    {
        if (end < start) throw new ArgumentException("A range ends after its start.", nameof(end));
        if (timeZone is not null && !IsZone(timeZone)) throw new ArgumentException("The name of a time zone is like Europe/Berlin.", nameof(timeZone));
        return new PropertyDate(start, end, hasTime, timeZone);
    }

    private static bool IsZone(string zone) =>
        zone.Length is > 0 and <= MaxZone && zone.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '-' or '+');

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static DateTimeOffset Cut(DateTimeOffset moment) => new(moment.Ticks - (moment.Ticks % TimeSpan.TicksPerMillisecond), moment.Offset);

    private static bool TryParsePoint(string text, out DateTimeOffset point, out bool hasTime)
    {
        hasTime = text.Length > Day.Length;
        if (hasTime)
        {
            if (!DateTimeOffset.TryParseExact(text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out point)) return false;
            point = Cut(point);
            return true;
        }
        point = default;
        if (!DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)) return false;
        point = Midnight(day);
        return true;
    }
}
