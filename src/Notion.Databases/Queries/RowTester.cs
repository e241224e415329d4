namespace Notion.Databases;

/// <summary>Reads rows as tests and sort keys see them.</summary>
internal static class RowTester
{
    public static bool Holds(RowTest test, DatabaseRow row)
    {
        switch (test)
        {
            case RowTest.AllOf all:
                foreach (RowTest each in all.Tests)
                    if (!Holds(each, row)) return false;
                return true;
            case RowTest.AnyOf any:
                foreach (RowTest each in any.Tests)
                    if (Holds(each, row)) return true;
                return false;
            case RowTest.Not not:
                return !Holds(not.Test, row);
            case RowTest.TextIs text:
                return Holds(text, Folded(row, text.Slot));
            case RowTest.InRange range:
                return Number(row, range.Slot) is { } number
                    && (range.IncludesFrom ? number >= range.From : number > range.From)
                    && (range.IncludesTo ? number <= range.To : number < range.To);
            case RowTest.HasItem has:
                if (row.Slot(has.Slot).AsChoice() is { } choice) return Contains(has.Ids, choice);
                foreach (string item in Items(row, has.Slot))
                    if (Contains(has.Ids, item)) return true;
                return false;
            case RowTest.Present present:
                return IsPresent(row, present.Slot);
            default:
                throw new InvalidOperationException($"{test.GetType().Name} is no test.");
        }
    }

    public static SortValue Key(DatabaseRow row, SortKey key)
    {
        switch (key.Kind)
        {
            case SortKind.Text:
                string folded = Folded(row, key.Slot);
                return folded.Length == 0 ? SortValue.None : SortValue.Of(FoldedText.SortKey(folded));
            case SortKind.Number:
                return SortValue.Of(Number(row, key.Slot));
            case SortKind.Flag:
                return SortValue.Of(Number(row, key.Slot) ?? 0d);
            case SortKind.Item:
                return SortValue.Of(Items(row, key.Slot).Min(StringComparer.Ordinal));
            default:
                if (row.Slot(key.Slot).AsChoice() is { } choice) return key.Places.TryGetValue(choice, out int only) ? SortValue.Of((double)only) : SortValue.None;
                int least = int.MaxValue;
                foreach (string id in Items(row, key.Slot))
                    if (key.Places.TryGetValue(id, out int place)) least = Math.Min(least, place);
                return least == int.MaxValue ? SortValue.None : SortValue.Of((double)least);
        }
    }

    public static IReadOnlyList<string> Items(DatabaseRow row, string slot) => slot switch
    {
        Slots.CreatedBy => Person(row.Origin.CreatedBy),
        Slots.LastEditedBy => Person(row.Origin.LastEditedBy),
        _ => row.Slot(slot).AsItems(),
    };

    private static bool Holds(RowTest.TextIs test, string folded) => test.Match switch
    {
        TextMatch.Whole => folded == test.Folded,
        TextMatch.Anywhere => folded.Contains(test.Folded, StringComparison.Ordinal),
        TextMatch.Start => folded.StartsWith(test.Folded, StringComparison.Ordinal),
        _ => folded.EndsWith(test.Folded, StringComparison.Ordinal),
    };

    private static bool Contains(IReadOnlyList<string> ids, string id)
    {
        foreach (string each in ids)
            if (each == id) return true;
        return false;
    }

    private static string Folded(DatabaseRow row, string slot) => FoldedText.Of(slot == Slots.Title ? row.Title.Text : row.Slot(slot).AsText());

    private static double? Number(DatabaseRow row, string slot)
    {
        switch (slot)
        {
            case Slots.Number:
                return row.Number;
            case Slots.CreatedTime:
                return row.Origin.CreatedTime.ToUnixTimeMilliseconds();
            case Slots.LastEditedTime:
                return row.Origin.LastEditedTime.ToUnixTimeMilliseconds();
            default:
                CellValue value = row.Slot(slot);
                return value.Kind switch
                {
                    CellKind.Number => value.AsNumber(),
                    CellKind.Flag => value.AsFlag() ? 1 : 0,
                    CellKind.Date => value.AsDate()!.StartMilliseconds,
                    _ => null,
                };
        }
    }

    private static bool IsPresent(DatabaseRow row, string slot) => slot switch
    {
        Slots.Title => row.Title.Length > 0,
        Slots.CreatedTime or Slots.LastEditedTime => true,
        Slots.Number => row.Number is not null,
        Slots.CreatedBy => row.Origin.CreatedBy is not null,
        Slots.LastEditedBy => row.Origin.LastEditedBy is not null,
        _ => !row.Slot(slot).IsEmpty,
    };

    private static IReadOnlyList<string> Person(Guid? user) => user is { } id ? [id.ToString()] : [];
}
