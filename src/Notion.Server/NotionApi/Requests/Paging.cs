namespace Notion.Server.NotionApi;

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Cursor">What the part before ended with; null for the first.</param>
/// <param name="Size">At most so many.</param>
internal readonly record struct Paging(string? Cursor, int Size)
{
    public const int MaxSize = 100;

    /// <summary>Reads <c>start_cursor</c> and <c>page_size</c> of a body.</summary>
    public static Paging Of(BodyNode body) => new(
        body.FindValue("start_cursor")?.Text(1_000) is { Length: > 0 } cursor ? cursor : null,
        (int)(body.FindValue("page_size")?.Integer(1, MaxSize) ?? MaxSize));

    public static ApiException NoCursor() => ApiException.Invalid("The start_cursor provided is invalid: send the next_cursor of the part before, or none to begin.");
}
