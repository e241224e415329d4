using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>Reads rich text of Notion's API: an array of texts, mentions and equations with annotations.</summary>
internal static class RichTextInput
{
    public const int MaxItems = 100;
    public const int MaxText = 2_000;
    public const int MaxUrl = 2_000;
    public const int MaxEquation = 1_000;

    private static readonly string[] Kinds = ["text", "mention", "equation"];

    public static RichText Read(BodyNode items, References references) => RichText.From(items.Items(MaxItems).Select(item => ReadItem(item.Object(), references)));

    /// <summary>An address to link to: of the web, of mail, or within this server.</summary>
    public static string ReadUrl(BodyNode node)
    {
        string url = node.Text(MaxUrl);
        if (url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal)) return url;
        return Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" or "mailto" or "tel" ? url : throw node.Should("be a url of http, https, mailto or tel");
    }

    private static TextRun ReadItem(BodyNode item, References references)
    {
        string kind = item.FindValue("type")?.OneOf(Kinds) ?? Kinds.FirstOrDefault(name => item.Find(name) is not null) ?? throw item.Should("have one of text, mention and equation");
        TextMarks marks = item.FindValue("annotations") is { } annotations ? ReadAnnotations(annotations) : TextMarks.None;
        BodyNode payload = item.Get(kind).Object();
        switch (kind)
        {
            case "text":
                string text = payload.Get("content").Text(MaxText);
                return new TextRun(text, payload.FindValue("link") is { } link ? marks.With(MarkTypes.Link, ReadUrl(link.Get("url"))) : marks);
            case "equation":
                return new TextRun(payload.Get("expression").Text(MaxEquation), marks.With(TextStyles.Equation, true));
            default:
                (Mention mention, string shown) = ReadMention(payload, references);
                return new TextRun(shown, marks.With(MarkTypes.Mention, mention.ToString()));
        }
    }

    private static TextMarks ReadAnnotations(BodyNode annotations)
    {
        TextMarks marks = TextMarks.None;
        foreach (string flag in TextStyles.Flags)
            if (annotations.FindValue(flag)?.Flag() == true) marks = marks.With(flag, true);
        return annotations.FindValue("color")?.OneOf(TextStyles.Colors) is { } color && color != BlockColors.Default ? marks.With(MarkTypes.Color, color) : marks;
    }

    private static (Mention Mention, string Shown) ReadMention(BodyNode payload, References references)
    {
        if (payload.Find("page") is { } page) return Named(Mention.Page, page.Get("id").Id(), references.Page);
        if (payload.Find("database") is { } database) return Named(Mention.Database, database.Get("id").Id(), references.Page);
        if (payload.Find("user") is { } user) return Named(Mention.User, user.Get("id").Id(), id => $"@{references.User(id)}");
        if (payload.Find("date") is { } date)
        {
            (string start, string? end, string? zone) = ReadDate(date);
            return (Mention.OfDate(start, end, zone), end is null ? start : $"{start} → {end}");
        }
        if (payload.Find("template_mention") is { } template)
        {
            string value = template.Find("template_mention_user") is { } me ? me.OneOf(["me"]) : template.Get("template_mention_date").OneOf(["today", "now"]);
            return (new Mention(Mention.Template, value), $"@{value}");
        }
        throw payload.Should("mention a page, a database, a user, a date or a template_mention");

        static (Mention, string) Named(string kind, Guid id, Func<Guid, string> name) => (Mention.Of(kind, id), name(id) is { Length: > 0 } shown ? shown : "Untitled");
    }

    public static (string Start, string? End, string? Zone) ReadDate(BodyNode date)
    {
        string start = Date(date.Get("start"));
        string? end = date.FindValue("end") is { } last ? Date(last) : null;
        string? zone = date.FindValue("time_zone")?.Text(64);
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) throw date.Get("time_zone").Should("be a time zone of the IANA database");
        return (start, end, zone);

        static string Date(BodyNode node) => Mention.IsDate(node.Text(100)) ? node.Text(100) : throw node.Should("be a valid ISO 8601 date string");
    }
}
