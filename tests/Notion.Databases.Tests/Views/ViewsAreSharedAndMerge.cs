using Notion.Crdt;
using Notion.Databases.Tests.Support;

namespace Notion.Databases.Tests.Views;

/// <summary>Views lie in the database's document: what two people do to one at the same time, both see.</summary>
public sealed class ViewsAreSharedAndMerge
{
    private readonly Document _ann = Replicas.New(1);
    private readonly Document _bob;
    private readonly string[] _properties;
    private readonly string _view;

    public ViewsAreSharedAndMerge()
    {
        _properties = Replicas.Edit(_ann, schema => (string[])[schema.AddProperty("Points", PropertyType.Number), schema.AddProperty("Notes", PropertyType.Text), schema.AddProperty("State", PropertyType.Status)]);
        _view = Replicas.View(_ann, views => views.Add(ViewType.Board, "Open"));
        _bob = Replicas.Copy(_ann, 2);
    }

    [Fact]
    public void AViewReadsAsItWasWritten()
    {
        Filter filter = Filter.All(
            new FilterCondition(_properties[0], FilterOperator.GreaterThan, 3),
            Filter.Any(new FilterCondition(_properties[1], FilterOperator.IsEmpty), new FilterCondition("created_time", FilterOperator.PastWeek), Filter.All(new FilterCondition("title", FilterOperator.Contains, "x"))));
        Replicas.View(_ann, views =>
        {
            views.SetFilter(_view, filter);
            views.SetSorts(_view, new RowSort(_properties[0], Descending: true), new RowSort("title"));
            views.GroupBy(_view, _properties[2]);
            views.Show(_view, _properties[1], false);
            views.MoveProperty(_view, _properties[2], "title");
        });
        DatabaseView view = Together();
        Assert.Equal((ViewType.Board, "Open", _properties[2]), (view.Type, view.Name, view.GroupBy));
        Assert.Equal(filter, view.Filter);
        Assert.Equal([new RowSort(_properties[0], true), new RowSort("title")], view.Sorts);
        Assert.Equal([("title", true), (_properties[2], true), (_properties[0], true), (_properties[1], false)], view.Properties.Select(property => (property.Id, property.IsVisible)));
        Replicas.View(_ann, views =>
        {
            views.SetFilter(_view, Filter.Any());
            views.SetSorts(_view);
        });
        Assert.Equal(Filter.Any(), Together().Filter);
        Assert.Empty(Together().Sorts);
    }

    [Fact]
    public void ConditionsOfTwoPeopleBothCount()
    {
        FilterCondition points = new(_properties[0], FilterOperator.GreaterThan, 3), notes = new(_properties[1], FilterOperator.IsEmpty);
        Replicas.View(_ann, views => views.AddFilter(_view, points));
        Replicas.View(_bob, views => views.AddFilter(_view, notes));
        Assert.Equivalent(new[] { points, notes }, Assert.IsType<FilterGroup>(Together().Filter).Members);
    }

    [Fact]
    public void MovesOfTwoPeopleBothCount()
    {
        Replicas.View(_ann, views => views.MoveProperty(_view, _properties[2], null));
        Replicas.View(_bob, views => views.MoveProperty(_view, _properties[0], _properties[1]));
        List<string> order = [.. Together().Properties.Select(property => property.Id)];
        Assert.Equal(4, order.Distinct().Count());
        Assert.True(order.IndexOf(_properties[1]) < order.IndexOf(_properties[0]));
        Assert.Equal(_properties[2], Assert.Single(order[..2], id => id == _properties[2]));
    }

    [Fact]
    public void AnyOrderCanBeMade()
    {
        var random = new Random(3);
        List<string> expected = [.. Together().Properties.Select(property => property.Id)];
        for (int i = 0; i < 200; i++)
        {
            string moved = expected[random.Next(expected.Count)];
            string? after = random.Next(4) == 0 ? null : expected[random.Next(expected.Count)];
            if (after == moved) continue;
            Replicas.View(_ann, views => views.MoveProperty(_view, moved, after));
            expected.Remove(moved);
            expected.Insert(after is null ? 0 : expected.IndexOf(after) + 1, moved);
            Assert.Equal(expected, DatabaseView.Read(_ann, _view)!.Properties.Select(property => property.Id));
        }
    }

    [Fact]
    public void WhatARetypeLeavesBehindIsLeftOut()
    {
        Replicas.View(_ann, views => views.SetFilter(_view, Filter.All(new FilterCondition(_properties[0], FilterOperator.GreaterThan, 3), new FilterCondition(_properties[1], FilterOperator.IsEmpty))));
        Replicas.Do(_bob, schema => schema.RetypeProperty(_properties[0], PropertyType.Checkbox));
        DatabaseView view = Together();
        DatabaseSchema schema = DatabaseSchema.Read(_ann);
        Assert.Equal(DatabaseErrorCode.InvalidFilter, Assert.Throws<DatabaseException>(() => RowPlanner.Plan(schema, new RowQuery { Filter = view.Filter }, DateTimeOffset.UnixEpoch)).Code);
        Assert.True(RowEvaluator.Matches(Replicas.Row(Replicas.New(9)), RowPlanner.Plan(schema, view.ToQuery(), DateTimeOffset.UnixEpoch)));
    }

    [Fact]
    public void FilterBombsAreRefused()
    {
        Filter deep = new FilterCondition("title", FilterOperator.IsEmpty);
        for (int i = 0; i < 100_000; i++) deep = Filter.All(deep);
        Filter wide = Filter.Any([.. Enumerable.Repeat(new FilterCondition("title", FilterOperator.IsEmpty), 500)]);
        foreach (Filter bomb in (Filter[])[deep, wide])
        {
            Assert.Equal(DatabaseErrorCode.LimitExceeded, Assert.Throws<DatabaseException>(() => RowPlanner.Plan(new DatabaseSchema(), new RowQuery { Filter = bomb }, DateTimeOffset.UnixEpoch)).Code);
            Assert.Equal(DatabaseErrorCode.LimitExceeded, Assert.Throws<DatabaseException>(() => Replicas.View(_ann, views => views.SetFilter(_view, bomb))).Code);
        }
    }

    [Fact]
    public void CursorsOfOtherQueriesAndOfNobodyAreRefused()
    {
        RowPlan plan = RowPlanner.Plan(new DatabaseSchema(), new RowQuery { Sorts = [new RowSort("title")] }, DateTimeOffset.UnixEpoch);
        RowPlan other = RowPlanner.Plan(new DatabaseSchema(), new RowQuery { Sorts = [new RowSort("title", true)] }, DateTimeOffset.UnixEpoch);
        string cursor = new RowCursor(["x"], 5, Guid.Empty).Encode(plan);
        Assert.Equal(["x"], RowCursor.Decode(cursor, plan).Keys);
        string[] bad = ["", "x", "!!!", "W10", "bnVsbA", cursor[..^4], cursor + "AAAA", new string('A', 100_000), new RowCursor([1.5], 5, Guid.Empty).Encode(plan), new RowCursor(["x", "y"], 5, Guid.Empty).Encode(plan), new RowCursor(["x"], 5, Guid.Empty).Encode(other)];
        Assert.All(bad, text => Assert.Equal(DatabaseErrorCode.InvalidCursor, Assert.Throws<DatabaseException>(() => RowCursor.Decode(text, plan)).Code));
    }

    private DatabaseView Together()
    {
        Replicas.Sync(_ann, _bob);
        DatabaseView ann = DatabaseView.Read(_ann, _view)!, bob = DatabaseView.Read(_bob, _view)!;
        Assert.Equal((ann.Filter, ann.Type, ann.Name, ann.GroupBy), (bob.Filter, bob.Type, bob.Name, bob.GroupBy));
        Assert.Equal(ann.Sorts, bob.Sorts);
        Assert.Equal(ann.Properties, bob.Properties);
        return ann;
    }
}
