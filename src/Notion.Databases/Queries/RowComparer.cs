namespace Notion.Databases;

/// <summary>The order of rows: by each key, those without a value last; then by time of creation and id.</summary>
internal sealed class RowComparer(IReadOnlyList<SortKey> keys) : IComparer<RankedRow>
{
    private readonly SortKey[] _keys = [.. keys];

    public bool HasKeys => _keys.Length > 0;

    public SortValue First(DatabaseRow row) => RowTester.Key(row, _keys[0]);

    /// <summary>Whether a row comes behind another by its first key alone.</summary>
    public bool IsBehind(in SortValue first, in RankedRow other) => first.CompareTo(other.Keys[0], _keys[0].Descending) > 0;

    public RankedRow Rank(DatabaseRow row, in SortValue first)
    {
        SortValue[] values = _keys.Length == 0 ? [] : new SortValue[_keys.Length];
        for (int i = 0; i < values.Length; i++) values[i] = i == 0 ? first : RowTester.Key(row, _keys[i]);
        return new RankedRow(row, values, row.Origin.CreatedTime.ToUnixTimeMilliseconds(), row.Id);
    }

    public int Compare(RankedRow left, RankedRow right)
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            int order = left.Keys[i].CompareTo(right.Keys[i], _keys[i].Descending);
            if (order != 0) return order;
        }
        int created = left.CreatedTime.CompareTo(right.CreatedTime);
        return created != 0 ? created : left.Id.CompareTo(right.Id);
    }
}
