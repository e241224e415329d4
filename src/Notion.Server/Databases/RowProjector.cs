using Notion.Crdt;
using Notion.Databases;
using Notion.Server.Store;

namespace Notion.Server.Databases;

/// <summary>Turns a page's values and schema into rows for SQL. It looks at no schema: whatever types the properties have, or will have, the rows serve.</summary>
internal static class RowProjector
{
    private static readonly RowOrigin Nowhere = new(Guid.Empty, DateTimeOffset.UnixEpoch);

    public static RowProjection Project(Document document) =>
        new(Entries(DatabaseRow.Read(document, Nowhere)), DatabaseSchema.IsDatabase(document) ? SchemaJson.Write(DatabaseSchema.Read(document)) : null);

    /// <summary>Of a page that has nothing but a title.</summary>
    public static RowProjection OfTitle(string title) => new(Entries(new DatabaseRow(Nowhere, RichText.From(title), null, [])), null);

    private static List<RowEntry> Entries(DatabaseRow row)
    {
        var entries = new List<RowEntry>();
        if (row.Title.Length > 0) entries.Add(Text(Slots.Title, row.Title.Text));
        if (row.Number is { } number) entries.Add(new RowEntry(Slots.Number, string.Empty, Number: number));
        foreach ((string slot, CellValue value) in row.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            switch (value.Kind)
            {
                case CellKind.Text:
                    entries.Add(Text(slot, value.AsText()));
                    break;
                case CellKind.Number:
                    entries.Add(new RowEntry(slot, string.Empty, Number: value.AsNumber()));
                    break;
                case CellKind.Flag:
                    entries.Add(new RowEntry(slot, string.Empty, Number: value.AsFlag() ? 1 : 0));
                    break;
                case CellKind.Date:
                    entries.Add(new RowEntry(slot, string.Empty, Number: value.AsDate()!.StartMilliseconds));
                    break;
                case CellKind.Choice or CellKind.Items:
                    entries.AddRange(value.AsItems().Select(item => new RowEntry(slot, item)));
                    break;
                case CellKind.Files:
                    entries.Add(new RowEntry(slot, string.Empty));
                    break;
            }
        }
        if (entries.Count > 0) entries.Add(new RowEntry(string.Empty, string.Empty, Json: RowJson.Write(row)));
        return entries;
    }

    private static RowEntry Text(string slot, string text)
    {
        string folded = FoldedText.Of(text);
        return new RowEntry(slot, string.Empty, folded, FoldedText.SortKey(folded));
    }
}
