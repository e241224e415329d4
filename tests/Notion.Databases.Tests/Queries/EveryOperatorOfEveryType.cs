using Notion.Crdt;
using Notion.Databases.Tests.Support;

namespace Notion.Databases.Tests.Queries;

/// <summary>Filters and sorts mean what the documentation says, for every type.</summary>
public sealed class EveryOperatorOfEveryType
{
    public static TheoryData<PropertyType, FilterOperator> All => [.. RandomDatabase.Types.Append(PropertyType.Title).SelectMany(type => FilterOperators.For(type).Select(each => (type, each)))];

    [Theory]
    [MemberData(nameof(All))]
    public void HoldsOfTheRowsItSays(PropertyType type, FilterOperator filterOperator)
    {
        var database = new RandomDatabase(seed: 1 + (int)type, rows: 60);
        List<DatabaseRow> rows = database.Rows;
        int held = 0;
        for (int i = 0; i < 12; i++)
        {
            DatabaseProperty property = database.Pick([.. database.Schema.Properties.Where(each => each.Type == type)]);
            FilterCondition condition = database.RandomCondition(property, filterOperator);
            RowPlan plan = RowPlanner.Plan(database.Schema, new RowQuery { Filter = condition }, RandomDatabase.Now);
            foreach (DatabaseRow row in rows)
            {
                bool holds = QueryOracle.Holds(condition, row, database.Schema);
                Assert.True(holds == RowEvaluator.Matches(row, plan), $"{condition} of {row[property]}");
                if (holds) held++;
            }
        }
        if (type is not (PropertyType.CreatedTime or PropertyType.LastEditedTime or PropertyType.CreatedBy or PropertyType.LastEditedBy)) Assert.InRange(held, 1, (60 * 12) - 1);
    }

    [Fact]
    public void RandomQueriesGiveWhatTheOracleGivesPageByPage()
    {
        for (int seed = 1; seed <= 25; seed++)
        {
            var database = new RandomDatabase(seed, rows: 40);
            DatabaseSchema schema = seed % 2 == 0 ? database.RemoveOptions() : database.Schema;
            List<DatabaseRow> rows = database.Rows;
            for (int i = 0; i < 15; i++)
            {
                RowQuery query = database.RandomQuery();
                RowPlan plan = RowPlanner.Plan(schema, query, RandomDatabase.Now);
                List<DatabaseRow> expected = QueryOracle.Sorted(rows.Where(row => QueryOracle.Holds(query.Filter, row, schema)), Distinct(query.Sorts), schema);
                var got = new List<DatabaseRow>();
                string? cursor = null;
                do
                {
                    RowPage page = RowEvaluator.Query(rows, plan, cursor, pageSize: 7);
                    got.AddRange(page.Rows);
                    cursor = page.Next;
                }
                while (cursor is not null);
                Assert.True(expected.SequenceEqual(got), $"seed {seed}, query {i}: {query.Filter} by {string.Join(", ", query.Sorts.Select(sort => $"{schema[sort.Property]} {sort.Descending}"))}");
            }
        }
    }

    [Fact]
    public void EveryRowIsInTheGroupsOfItsValues()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            var database = new RandomDatabase(seed, rows: 40);
            DatabaseSchema schema = database.RemoveOptions();
            List<DatabaseRow> rows = database.Rows;
            DatabaseProperty property = schema[database.RandomGrouping().Id];
            RowPlan plan = RowPlanner.Plan(schema, new RowQuery(), RandomDatabase.Now);
            RowGrouping grouping = RowPlanner.Group(schema, property.Id);
            IReadOnlyList<RowGroup> groups = RowEvaluator.Group(rows, plan, grouping, pageSize: 1_000);
            foreach (RowGroup group in groups)
            {
                Assert.Equal(group.Count, group.First.Rows.Count);
                IEnumerable<DatabaseRow> expected = rows.Where(row => property.Type == PropertyType.Checkbox
                    ? row[property].AsFlag() == (group.Key == "true")
                    : group.Key is null ? row[property].IsEmpty : row[property].AsItems().Contains(group.Key));
                Assert.Equal(expected.Select(row => row.Id).Order(), group.First.Rows.Select(row => row.Id).Order());
                RowPlan one = plan with { Test = grouping.Test(group.Key) };
                Assert.Equal(group.First.Rows, RowEvaluator.Query(rows, one, pageSize: 1_000).Rows);
            }
            if (property.Type.HasOptions()) Assert.Equal([.. property.Options.Select(option => option.Id), null], groups.Select(group => group.Key));
        }
    }

    private static List<RowSort> Distinct(IReadOnlyList<RowSort> sorts) => [.. sorts.DistinctBy(sort => sort.Property)];
}
