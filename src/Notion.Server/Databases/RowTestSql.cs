using Notion.Databases;
using Notion.Server.Store.Sql;

namespace Notion.Server.Databases;

/// <summary>Translates tests into SQL conditions on <c>pages p</c>. Each is true or false, never null, so <c>NOT</c> is the opposite.</summary>
internal sealed class RowTestSql(SqlDialect dialect, SqlParameters parameters)
{
    public string Write(RowTest test) => test switch
    {
        RowTest.AllOf { Tests: [] } => "1 = 1",
        RowTest.AllOf all => $"({string.Join(" AND ", all.Tests.Select(Write))})",
        RowTest.AnyOf { Tests: [] } => "1 = 0",
        RowTest.AnyOf any => $"({string.Join(" OR ", any.Tests.Select(Write))})",
        RowTest.Not not => $"NOT {Write(not.Test)}",
        RowTest.Present present => Present(present.Slot),
        RowTest.TextIs text => Exists(text.Slot, Text(text)),
        RowTest.InRange range => Range(range),
        RowTest.HasItem has => Item(has),
        _ => throw new InvalidOperationException($"{test.GetType().Name} is no test."),
    };

    /// <summary>Which column of a page has what this slot stands for; null for slots that are values.</summary>
    public static string? Column(string slot) => slot switch
    {
        Slots.CreatedTime => "p.created_at",
        Slots.LastEditedTime => "p.updated_at",
        Slots.CreatedBy => "p.created_by",
        Slots.LastEditedBy => "p.updated_by",
        _ => null,
    };

    private string Present(string slot) => Column(slot) is { } column ? $"({column} IS NOT NULL)" : Exists(slot, null);

    private string Exists(string slot, string? condition) =>
        $"EXISTS (SELECT 1 FROM row_values v WHERE v.page_id = p.id AND v.slot = {parameters.Add(slot)}{(condition is null ? string.Empty : $" AND {condition}")})";

    private string Text(RowTest.TextIs test)
    {
        string wanted = parameters.Add(test.Folded);
        bool isSqlite = dialect == SqlDialect.Sqlite;
        return test.Match switch
        {
            TextMatch.Whole => $"v.sort_text = {parameters.Add(FoldedText.SortKey(test.Folded))} AND v.text = {wanted}",
            TextMatch.Anywhere => isSqlite ? $"instr(v.text, {wanted}) > 0" : $"strpos(v.text, {wanted}) > 0",
            TextMatch.Start => $"substr(v.text, 1, length({wanted})) = {wanted}",
            _ => isSqlite ? $"substr(v.text, -length({wanted})) = {wanted}" : $"right(v.text, length({wanted})) = {wanted}",
        };
    }

    private string Range(RowTest.InRange range)
    {
        string? column = Column(range.Slot);
        var conditions = new List<string>();
        if (range.From > double.MinValue) conditions.Add($"{column ?? "v.number"} {(range.IncludesFrom ? ">=" : ">")} {Bound(column, range.From)}");
        if (range.To < double.MaxValue) conditions.Add($"{column ?? "v.number"} {(range.IncludesTo ? "<=" : "<")} {Bound(column, range.To)}");
        if (column is not null) return conditions.Count == 0 ? "1 = 1" : $"({string.Join(" AND ", conditions)})";
        if (conditions.Count == 0) conditions.Add("v.number IS NOT NULL");
        return Exists(range.Slot, string.Join(" AND ", conditions));
    }

    /// <summary>Moments of pages are milliseconds in SQLite and <c>timestamptz</c> in PostgreSQL; the parameter is either. What lies beyond its range lies at its end.</summary>
    private string Bound(string? column, double value) => parameters.Add(column is null ? value : Moment(value));

    public static DateTimeOffset Moment(double milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(
        (long)Math.Clamp(Math.Floor(milliseconds), DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private string Item(RowTest.HasItem has)
    {
        if (has.Ids.Count == 0) return "1 = 0";
        if (Column(has.Slot) is { } column)
        {
            string users = parameters.Add(has.Ids.Select(id => Guid.ParseExact(id, "D")).ToArray());
            return $"({column} IS NOT NULL AND {column} {SqlText.OneOf(dialect, users)})";
        }
        return Exists(has.Slot, has.Ids.Count == 1 ? $"v.item = {parameters.Add(has.Ids[0])}" : $"v.item {SqlText.OneOf(dialect, parameters.Add(has.Ids.ToArray()))}");
    }
}
