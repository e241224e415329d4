namespace Notion.Databases;

/// <summary>Evaluates plans over rows in memory: what an offline client uses, and what the SQL of a server is compared with.</summary>
/// <remarks>O(rows × tests) for the filter, then O(rows × log(page size)) for a page: of the rows only as many are kept in order as are asked for.</remarks>
public static class RowEvaluator
{
    /// <summary>Whether a row passes the plan's filter.</summary>
    public static bool Matches(DatabaseRow row, RowPlan plan)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(plan);
        return RowTester.Holds(plan.Test, row);
    }

    /// <summary>The rows of a page, in order.</summary>
    /// <param name="rows">All rows of the database, in any order.</param>
    /// <param name="plan">What is wanted.</param>
    /// <param name="cursor">The cursor of the answer before; null for the first.</param>
    /// <param name="pageSize">How many rows, 1 to <see cref="DatabaseLimits.MaxPageSize"/>.</param>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.InvalidCursor"/></exception>
    public static RowPage Query(IEnumerable<DatabaseRow> rows, RowPlan plan, string? cursor = null, int pageSize = 100)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(plan);
        RequirePageSize(pageSize);
        RowCursor? after = cursor is null ? null : RowCursor.Decode(cursor, plan);
        return Take(rows.Where(row => RowTester.Holds(plan.Test, row)), plan, after, pageSize);
    }

    /// <summary>The groups of the rows that pass the plan's filter, each with its first rows.</summary>
    /// <param name="rows">All rows of the database, in any order.</param>
    /// <param name="plan">What is wanted.</param>
    /// <param name="grouping">What the groups are.</param>
    /// <param name="pageSize">How many rows of each group, 1 to <see cref="DatabaseLimits.MaxPageSize"/>.</param>
    public static IReadOnlyList<RowGroup> Group(IEnumerable<DatabaseRow> rows, RowPlan plan, RowGrouping grouping, int pageSize = 100)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(grouping);
        RequirePageSize(pageSize);
        var members = new Dictionary<string, List<DatabaseRow>>(StringComparer.Ordinal);
        var none = new List<DatabaseRow>();
        Dictionary<string, string> faces = grouping.Options.SelectMany(option => option.Ids.Select(id => (id, option.Id))).ToDictionary(pair => pair.id, pair => pair.Id, StringComparer.Ordinal);
        foreach (DatabaseRow row in rows)
        {
            if (!RowTester.Holds(plan.Test, row)) continue;
            string[] keys = grouping.Kind switch
            {
                RowGroupingKind.Flag => [row.Slot(grouping.Slot).AsFlag() ? "true" : "false"],
                RowGroupingKind.Options => [.. RowTester.Items(row, grouping.Slot).Select(faces.GetValueOrDefault).OfType<string>().Distinct()],
                _ => [.. RowTester.Items(row, grouping.Slot)],
            };
            if (keys.Length == 0) none.Add(row);
            foreach (string key in keys)
            {
                if (!members.TryGetValue(key, out List<DatabaseRow>? group)) members.Add(key, group = []);
                group.Add(row);
            }
        }
        IEnumerable<string> order = grouping.Kind switch
        {
            RowGroupingKind.Flag => ["false", "true"],
            RowGroupingKind.Options => grouping.Options.Select(option => option.Id),
            _ => members.Keys.Order(StringComparer.Ordinal),
        };
        List<RowGroup> groups = [.. order.Select(key => Make(key, members.GetValueOrDefault(key) ?? []))];
        if (grouping.Kind != RowGroupingKind.Flag) groups.Add(Make(null, none));
        return groups;

        RowGroup Make(string? key, List<DatabaseRow> group) => new(key, group.Count, Take(group, plan, null, pageSize));
    }

    internal static void RequirePageSize(int pageSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageSize, DatabaseLimits.MaxPageSize);
    }

    private static RowPage Take(IEnumerable<DatabaseRow> rows, RowPlan plan, RowCursor? after, int pageSize)
    {
        var comparer = new RowComparer(plan.Keys);
        var kept = new PriorityQueue<RankedRow, RankedRow>(Comparer<RankedRow>.Create((left, right) => comparer.Compare(right, left)));
        RankedRow? start = after is null ? null : new RankedRow(null!, [.. after.Keys.Select(SortValue.From)], after.CreatedTime, after.Id);
        foreach (DatabaseRow row in rows)
        {
            SortValue first = comparer.HasKeys ? comparer.First(row) : SortValue.None;
            // Most rows are behind by their first key alone, and need no more of it.
            bool isFull = kept.Count > pageSize;
            if (isFull && comparer.HasKeys && comparer.IsBehind(first, kept.Peek())) continue;
            RankedRow ranked = comparer.Rank(row, first);
            if (start is { } from && comparer.Compare(ranked, from) <= 0) continue;
            if (!isFull) kept.Enqueue(ranked, ranked);
            else if (comparer.Compare(ranked, kept.Peek()) < 0) kept.DequeueEnqueue(ranked, ranked);
        }
        var ordered = new List<RankedRow>(kept.Count);
        while (kept.TryDequeue(out RankedRow last, out _)) ordered.Add(last);
        ordered.Reverse();
        if (ordered.Count <= pageSize) return new RowPage([.. ordered.Select(ranked => ranked.Row)], null);
        ordered.RemoveRange(pageSize, ordered.Count - pageSize);
        RankedRow end = ordered[^1];
        return new RowPage([.. ordered.Select(ranked => ranked.Row)], new RowCursor([.. end.Keys.Select(key => key.ToObject())], end.CreatedTime, end.Id).Encode(plan));
    }
}
