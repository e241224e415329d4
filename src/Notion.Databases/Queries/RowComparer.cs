namespace Notion.Databases;

/// <summary>The order of rows: by each key, those without a value last; then by time of creation and id.</summary>
internal sealed class RowComparer(IReadOnlyList<SortKey> keys) : IComparer<RankedRow>
{
    public RankedRow Rank(DatabaseRow row)
    {
        object?[] values = keys.Count == 0 ? [] : new object?[keys.Count];
        for (int i = 0; i < values.Length; i++) values[i] = RowTester.Key(row, keys[i]);
        return new RankedRow(row, values, row.Origin.CreatedTime.ToUnixTimeMilliseconds(), row.Id);
    }

    public int Compare(RankedRow left, RankedRow right)
    {
        for (int i = 0; i < keys.Count; i++)
        {
            (object? a, object? b) = (left.Keys[i], right.Keys[i]);
            if (a is null || b is null)
            {
                if (a is null != b is null) return a is null ? 1 : -1;
                continue;
            }
            int order = a is string text ? FoldedText.Compare(text, (string)b) : ((double)a).CompareTo((double)b);
            if (order != 0) return keys[i].Descending ? -order : order;
        }
        int created = left.CreatedTime.CompareTo(right.CreatedTime);
        return created != 0 ? created : left.Id.CompareTo(right.Id);
    }
}
