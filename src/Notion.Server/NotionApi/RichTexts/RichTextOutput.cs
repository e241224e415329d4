using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>Writes text with marks as rich text of Notion's API.</summary>
internal static class RichTextOutput
{
    public static void Write(Utf8JsonWriter writer, string name, RichText text, string site)
    {
        writer.WriteStartArray(name);
        WriteItems(writer, text, site);
        writer.WriteEndArray();
    }

    public static void WriteItems(Utf8JsonWriter writer, RichText text, string site)
    {
        foreach (TextRun run in Visible(text))
            foreach (string part in Parts(run.Text)) WriteItem(writer, part, run.Marks, site);
    }

    public static void WriteItem(Utf8JsonWriter writer, string text, TextMarks marks, string site)
    {
        string? link = marks[MarkTypes.Link] is { Kind: PropertyKind.String } address ? address.AsString() : null;
        Mention? mention = marks[MarkTypes.Mention] is { Kind: PropertyKind.String } value ? Mention.Parse(value.AsString()) : null;
        writer.WriteStartObject();
        if (marks.Has(TextStyles.Equation))
        {
            writer.WriteString("type", "equation");
            writer.WriteStartObject("equation");
            writer.WriteString("expression", text);
            writer.WriteEndObject();
        }
        else if (mention is not null)
        {
            writer.WriteString("type", "mention");
            WriteMention(writer, mention);
            if (mention is { Kind: Mention.Page or Mention.Database, Id: { } id }) link = $"{site}/p/{id}";
        }
        else
        {
            writer.WriteString("type", "text");
            writer.WriteStartObject("text");
            writer.WriteString("content", text);
            if (link is null)
            {
                writer.WriteNull("link");
            }
            else
            {
                writer.WriteStartObject("link");
                writer.WriteString("url", link);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        writer.WriteStartObject("annotations");
        foreach (string flag in TextStyles.Flags) writer.WriteBoolean(flag, marks.Has(flag));
        writer.WriteString("color", marks[MarkTypes.Color] is { Kind: PropertyKind.String } color ? color.AsString() : BlockColors.Default);
        writer.WriteEndObject();
        writer.WriteString("plain_text", text);
        writer.WriteString("href", link);
        writer.WriteEndObject();
    }

    public static void WriteDate(Utf8JsonWriter writer, string name, string start, string? end, string? zone)
    {
        writer.WriteStartObject(name);
        writer.WriteString("start", start);
        writer.WriteString("end", end);
        writer.WriteString("time_zone", zone);
        writer.WriteEndObject();
    }

    private static void WriteMention(Utf8JsonWriter writer, Mention mention)
    {
        writer.WriteStartObject("mention");
        switch (mention.Kind)
        {
            case Mention.User:
                writer.WriteString("type", "user");
                ApiOutput.WriteUser(writer, "user", mention.Id!.Value);
                break;
            case Mention.Date:
                writer.WriteString("type", "date");
                (string start, string? end, string? zone) = mention.ReadDate();
                WriteDate(writer, "date", start, end, zone);
                break;
            case Mention.Template:
                writer.WriteString("type", "template_mention");
                writer.WriteStartObject("template_mention");
                string kind = mention.Value == "me" ? "template_mention_user" : "template_mention_date";
                writer.WriteString("type", kind);
                writer.WriteString(kind, mention.Value);
                writer.WriteEndObject();
                break;
            default:
                writer.WriteString("type", mention.Kind);
                writer.WriteStartObject(mention.Kind);
                writer.WriteString("id", mention.Id!.Value);
                writer.WriteEndObject();
                break;
        }
        writer.WriteEndObject();
    }

    /// <summary>Runs that differ only in marks that the API does not tell of are one.</summary>
    private static RichText Visible(RichText text) => RichText.From(text.Select(run => new TextRun(run.Text, Visible(run.Marks))));

    private static TextMarks Visible(TextMarks marks)
    {
        foreach (TextMark mark in marks)
            if (mark.Id is not null || !TextStyles.All.Contains(mark.Type)) marks = marks.Without(mark.Type, mark.Id);
        return marks;
    }

    /// <summary>Pieces that can be sent back: no longer than requests may have them.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min(RichTextInput.MaxText, text.Length - at);
            if (at + length < text.Length && char.IsHighSurrogate(text[at + length - 1])) length--;
            yield return text.Substring(at, length);
            at += length;
        }
    }
}
