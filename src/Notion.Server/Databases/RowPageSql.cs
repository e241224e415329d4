using System.Globalization;
using Notion.Databases;
using Notion.Server.Store.Sql;
using SortKey = Notion.Databases.SortKey;

namespace Notion.Server.Databases;

/// <summary>Writes the statement that finds the next rows of a plan: their ids, times of creation and keys.</summary>
/// <remarks>
/// <para>Sorted by a text or a number first, the statement walks the index of that value in order and tests each row until it has enough: the first page costs what it holds, as long as a fair part of the
/// rows pass. Rows without the value come last, and so are a statement of their own (<see cref="RowSource.WithoutFirstKey"/>), asked for only where the others did not fill the page.</para>
/// <para>Otherwise it goes through all rows of the database, or of one group, and keeps the best.</para>
/// <para>Where to go on is a condition on the keys (keyset pagination), so a page far back costs no more than the first.</para>
/// </remarks>
internal sealed class RowPageSql
{
    private readonly SqlDialect _dialect;
    private readonly RowPlan _plan;
    private readonly RowSource _source;
    private readonly string[] _keys;
    private readonly List<string> _joins = [];

    public RowPageSql(SqlDialect dialect, RowScope scope, RowPlan plan, RowSource source, RowCursor? after, int limit)
    {
        _dialect = dialect;
        _plan = plan;
        _source = source;
        _keys = [.. plan.Keys.Select(Key)];
        var conditions = new List<string>();
        string from = From(scope, conditions);
        if (scope.Hidden.Count > 0) conditions.Add($"NOT p.id {SqlText.OneOf(dialect, Parameters.Add(scope.Hidden.ToArray()))}");
        conditions.Add(new RowTestSql(dialect, Parameters).Write(plan.Test));
        if (after is not null) conditions.Add(Behind(after));
        Text = $"SELECT p.id, p.created_at{string.Concat(_keys.Select(key => $", {key}"))} FROM {from}{string.Concat(_joins)} WHERE {string.Join(" AND ", conditions)} ORDER BY {Order()} LIMIT {Parameters.Add(limit)}";
    }

    public string Text { get; }

    public SqlParameters Parameters { get; } = new();

    /// <summary>Whether the rows can be read in the order of an index.</summary>
    public static bool CanWalk(RowPlan plan) => plan.Keys is [{ Kind: SortKind.Text or SortKind.Number } first, ..] && RowTestSql.Column(first.Slot) is null;

    /// <summary>Reads a row of the answer.</summary>
    public RowCursor Read(SqlRow row)
    {
        var keys = new object?[_keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            SortKey key = _plan.Keys[i];
            if (row.IsNull(i + 2)) continue;
            if (key.Kind is SortKind.Text or SortKind.Item) keys[i] = row.Text(i + 2);
            else if (RowTestSql.Column(key.Slot) is not null) keys[i] = (double)row.Time(i + 2).ToUnixTimeMilliseconds();
            else keys[i] = row.Real(i + 2);
        }
        return new RowCursor(keys, row.Time(1).ToUnixTimeMilliseconds(), row.Id(0));
    }

    private bool Walks => _source == RowSource.FirstKey;

    private string From(RowScope scope, List<string> conditions)
    {
        string database = Parameters.Add(scope.DatabaseId);
        if (!Walks)
        {
            conditions.Add($"p.parent_id = {database} AND p.trashed_at IS NULL");
            if (_source == RowSource.WithoutFirstKey) conditions.Add($"{_keys[0]} IS NULL");
            return "pages p";
        }
        bool isText = _plan.Keys[0].Kind == SortKind.Text;
        conditions.Add($"s.database_id = {database} AND s.slot = {Parameters.Add(_plan.Keys[0].Slot)} AND {_keys[0]} IS NOT NULL");
        // SQLite knows nothing of how many rows there are, and takes the tables as they stand.
        return _dialect == SqlDialect.Sqlite
            ? $"row_values s INDEXED BY {(isText ? "idx_row_values_text" : "idx_row_values_number")} CROSS JOIN pages p ON p.id = s.page_id"
            : "row_values s JOIN pages p ON p.id = s.page_id";
    }

    private string Key(SortKey key, int place)
    {
        if (RowTestSql.Column(key.Slot) is { } column) return key.Kind == SortKind.Item && _dialect == SqlDialect.Postgres ? $"{column}::text COLLATE \"C\"" : column;
        if (key.Kind is SortKind.Item) return $"(SELECT min(v.item) FROM row_values v WHERE v.page_id = p.id AND v.slot = {Parameters.Add(key.Slot)} AND v.item <> '')";
        if (key.Kind is SortKind.Places)
        {
            if (key.Places.Count == 0) return "CAST(NULL AS double precision)";
            string places = string.Concat(key.Places.Select(pair => string.Create(CultureInfo.InvariantCulture, $" WHEN {Parameters.Add(pair.Key)} THEN {pair.Value}")));
            return $"(SELECT CAST(min(CASE v.item{places} END) AS double precision) FROM row_values v WHERE v.page_id = p.id AND v.slot = {Parameters.Add(key.Slot)})";
        }
        string alias = Walks && place == 0 ? "s" : $"k{place}";
        if (alias != "s") _joins.Add($" LEFT JOIN row_values {alias} ON {alias}.page_id = p.id AND {alias}.slot = {Parameters.Add(key.Slot)} AND {alias}.item = ''");
        return key.Kind switch
        {
            SortKind.Text => $"{alias}.sort_text",
            SortKind.Flag => $"coalesce({alias}.number, 0)",
            _ => $"{alias}.number",
        };
    }

    private string Order()
    {
        IEnumerable<string> keys = _keys.Select((key, i) => (Walks && i == 0, _plan.Keys[i].Descending) switch
        {
            (true, true) => $"{key} DESC",
            (true, false) => key,
            (false, true) => $"{key} DESC NULLS LAST",
            (false, false) => $"{key} ASC NULLS LAST",
        });
        return string.Join(", ", [.. keys, .. Walks ? (string[])["s.created_at", "s.page_id"] : ["p.created_at", "p.id"]]);
    }

    /// <summary>Rows behind the cursor's: by the first key that differs, then by creation and id.</summary>
    private string Behind(RowCursor after)
    {
        string created = Parameters.Add(DateTimeOffset.FromUnixTimeMilliseconds(after.CreatedTime)), id = Parameters.Add(after.Id);
        string behind = $"(p.created_at > {created} OR (p.created_at = {created} AND p.id > {id}))";
        for (int i = _keys.Length - 1; i >= 0; i--)
        {
            string key = _keys[i];
            if (after.Keys[i] is not { } value)
            {
                behind = $"({key} IS NULL AND {behind})";
                continue;
            }
            string bound = Parameters.Add(value is double number && RowTestSql.Column(_plan.Keys[i].Slot) is not null ? RowTestSql.Moment(number) : value);
            string further = $"{key} {(_plan.Keys[i].Descending ? "<" : ">")} {bound}";
            // In an index the row that it begins with is found by a condition of its own.
            behind = Walks && i == 0
                ? $"({key} {(_plan.Keys[i].Descending ? "<=" : ">=")} {bound} AND ({further} OR {behind}))"
                : $"({further} OR {key} IS NULL OR ({key} = {bound} AND {behind}))";
        }
        return behind;
    }
}
