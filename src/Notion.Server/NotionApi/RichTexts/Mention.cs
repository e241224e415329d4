using System.Globalization;
using System.Text.RegularExpressions;

namespace Notion.Server.NotionApi;

/// <summary>What a mark <c>mention</c> has as its value, and what it says in Notion's API.</summary>
/// <remarks>
/// <c>page:</c>, <c>database:</c> or <c>user:</c> and a UUID; <c>date:</c> and a date or time of ISO 8601, or two with a <c>/</c> between, then perhaps a time zone in brackets as in RFC 9557;
/// <c>template:</c> and <c>today</c>, <c>now</c> or <c>me</c>.
/// </remarks>
internal sealed partial record Mention(string Kind, string Value)
{
    public const string Page = "page";
    public const string Database = "database";
    public const string User = "user";
    public const string Date = "date";
    public const string Template = "template";

    public Guid? Id => Guid.TryParseExact(Value, "D", out Guid id) ? id : null;

    public static Mention Of(string kind, Guid id) => new(kind, id.ToString());

    public static Mention OfDate(string start, string? end, string? zone) => new(Date, $"{start}{(end is null ? string.Empty : $"/{end}")}{(zone is null ? string.Empty : $"[{zone}]")}");

    /// <summary>Null where it is none that this server knows.</summary>
    public static Mention? Parse(string? value)
    {
        if (value is null || value.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var at)) return null;
        var mention = new Mention(value[..at], value[(at + 1)..]);
        return mention.Kind switch
        {
            Page or Database or User when mention.Id is not null => mention,
            Date when Dates().IsMatch(mention.Value) => mention,
            Template when mention.Value is "today" or "now" or "me" => mention,
            _ => null,
        };
    }

    public (string Start, string? End, string? Zone) ReadDate()
    {
        Match match = Dates().Match(Value);
        return (match.Groups[1].Value, match.Groups[2].Success ? match.Groups[2].Value : null, match.Groups[3].Success ? match.Groups[3].Value : null);
    }

    /// <summary>Whether a text is a date or a time as Notion's API takes them.</summary>
    public static bool IsDate(string text) =>
        text.Length is >= 10 and <= 40 && DateOrTime().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    public override string ToString() => $"{Kind}:{Value}";

    [GeneratedRegex(@"^([^/\[\]]{1,40})(?:/([^/\[\]]{1,40}))?(?:\[([A-Za-z0-9_+\-/]{1,64})\])?$")]
    private static partial Regex Dates();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+\-]\d{2}:?\d{2})?)?$")]
    private static partial Regex DateOrTime();
}
