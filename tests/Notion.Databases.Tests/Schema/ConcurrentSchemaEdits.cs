using Notion.Crdt;
using Notion.Databases.Tests.Support;

namespace Notion.Databases.Tests.Schema;

/// <summary>What two people do to one schema at the same time comes to what docs/databases.md says.</summary>
public sealed class ConcurrentSchemaEdits
{
    private readonly Document _ann = Replicas.New(1);
    private readonly Document _bob;
    private readonly string _tags;
    private readonly string _red;

    public ConcurrentSchemaEdits()
    {
        string red = string.Empty;
        _tags = Replicas.Edit(_ann, schema =>
        {
            schema.MakeDatabase();
            string tags = schema.AddProperty("Tags", PropertyType.Select);
            red = schema.AddOption(tags, "red");
            return tags;
        });
        _red = red;
        _bob = Replicas.Copy(_ann, 2);
    }

    [Fact]
    public void ARenameAndARetypeBothCount()
    {
        Replicas.Do(_ann, schema => schema.RenameProperty(_tags, "Labels"));
        Replicas.Do(_bob, schema => schema.RetypeProperty(_tags, PropertyType.MultiSelect));
        DatabaseProperty property = Together()[_tags];
        Assert.Equal(("Labels", PropertyType.MultiSelect), (property.Name, property.Type));
    }

    [Fact]
    public void OfTwoRenamesTheLaterWinsAndTheOtherIsReadable()
    {
        Replicas.Do(_ann, schema => schema.RenameProperty(_tags, "A"));
        Replicas.Do(_bob, schema => schema.RenameProperty(_tags, "B"));
        string name = Together()[_tags].Name;
        Assert.True(CompactId.TryParse(_tags, out BlockId block));
        Assert.Equal(name == "A" ? "B" : "A", Assert.Single(_ann.GetBlock(block).GetConflict("name")).Value.AsString());
    }

    [Fact]
    public void TwoPropertiesOfOneNameAreBothThere()
    {
        string ann = Replicas.Edit(_ann, schema => schema.AddProperty("Due", PropertyType.Date));
        string bob = Replicas.Edit(_bob, schema => schema.AddProperty("Due", PropertyType.Text));
        DatabaseSchema schema = Together();
        Assert.Equal(["Due", "Due (2)"], new[] { schema[ann].Name, schema[bob].Name }.Order());
    }

    [Fact]
    public void TwoOptionsOfOneNameReadAsOne()
    {
        string ann = Replicas.Edit(_ann, schema => schema.AddOption(_tags, "blue"));
        string bob = Replicas.Edit(_bob, schema => schema.AddOption(_tags, "blue"));
        Document first = Replicas.New(3), second = Replicas.New(4);
        Replicas.Write(first, row => row.Set(DatabaseSchema.Read(_ann)[_tags], CellValue.Choice(ann)));
        Replicas.Write(second, row => row.Set(DatabaseSchema.Read(_bob)[_tags], CellValue.Choice(bob)));
        DatabaseSchema schema = Together();
        Assert.Equal(["red", "blue"], schema[_tags].Options.Select(option => option.Name));
        Assert.Equal(Replicas.Row(first)[schema[_tags]], Replicas.Row(second)[schema[_tags]]);
        RowPlan plan = RowPlanner.Plan(schema, new RowQuery { Filter = new FilterCondition(_tags, FilterOperator.Equals, "blue") }, DateTimeOffset.UnixEpoch);
        Assert.True(RowEvaluator.Matches(Replicas.Row(first), plan) && RowEvaluator.Matches(Replicas.Row(second), plan));

        Replicas.Do(_bob, edit => edit.ChangeOption(_tags, ann, name: "navy"));
        Assert.Equal(["red", "navy"], Together()[_tags].Options.Select(option => option.Name));
    }

    [Fact]
    public void ARemovedPropertyComesBackWithWhatOthersDidToItMeanwhile()
    {
        Replicas.Do(_ann, schema => schema.RemoveProperty(_tags));
        string blue = Replicas.Edit(_bob, schema =>
        {
            schema.RenameProperty(_tags, "Labels");
            return schema.AddOption(_tags, "blue");
        });
        Document row = Replicas.New(3);
        Replicas.Write(row, edit => edit.Set(DatabaseSchema.Read(_bob)[_tags], CellValue.Choice(blue)));
        DatabaseSchema schema = Together();
        Assert.Null(schema.Find(_tags));
        Assert.Equal(_tags, Assert.Single(schema.Removed).Id);

        Replicas.Do(_ann, edit => edit.RestoreProperty(_tags));
        DatabaseProperty property = Together()[_tags];
        Assert.Equal("Labels", property.Name);
        Assert.Equal(["red", "blue"], property.Options.Select(option => option.Name).OrderDescending());
        Assert.Equal(blue, Replicas.Row(row)[property].AsChoice());
    }

    [Fact]
    public void ARemovedOptionIsNoValueUntilItIsRestored()
    {
        Document row = Replicas.New(3);
        Replicas.Do(_ann, schema => schema.RemoveOption(_tags, _red));
        Replicas.Write(row, edit => edit.Set(DatabaseSchema.Read(_bob)[_tags], CellValue.Choice(_red)));
        Assert.True(Replicas.Row(row)[Together()[_tags]].IsEmpty);
        RowQuery empty = new() { Filter = new FilterCondition(_tags, FilterOperator.IsEmpty) };
        Assert.True(RowEvaluator.Matches(Replicas.Row(row), RowPlanner.Plan(Together(), empty, DateTimeOffset.UnixEpoch)));

        Replicas.Do(_bob, schema => schema.RestoreOption(_tags, _red));
        Assert.Equal(_red, Replicas.Row(row)[Together()[_tags]].AsChoice());
        Assert.False(RowEvaluator.Matches(Replicas.Row(row), RowPlanner.Plan(Together(), empty, DateTimeOffset.UnixEpoch)));
    }

    [Fact]
    public void NoSchemaEditTakesAValueAwayForEver()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var database = new RandomDatabase(seed, rows: 3);
            Dictionary<Guid, string> before = database.Rows.ToDictionary(row => row.Id, row => Draw(row, database.Schema));
            Document[] people = [.. Enumerable.Range(1, 3).Select(person => Replicas.Copy(database.Database, person))];
            for (int step = 0; step < 30; step++)
            {
                Scramble(people[random.Next(3)], random);
                if (random.Next(4) == 0) people[random.Next(3)].Apply(people[random.Next(3)].ExportSince(VersionVector.Empty));
            }
            Replicas.Sync(people);
            Replicas.Sync(people);
            Assert.All(people, person => Assert.Equal(Draw(DatabaseSchema.Read(people[0])), Draw(DatabaseSchema.Read(person))));

            // One of them puts everything back: every value is there, as it was.
            Document last = people[0];
            foreach (DatabaseProperty was in database.Schema.Properties.Skip(1))
            {
                if (DatabaseSchema.Read(last).Find(was.Id) is null) Replicas.Do(last, schema => schema.RestoreProperty(was.Id));
                if (DatabaseSchema.Read(last)[was.Id].Type != was.Type) Replicas.Do(last, schema => schema.RetypeProperty(was.Id, was.Type));
                foreach (SelectOption option in was.Options)
                    if (DatabaseSchema.Read(last)[was.Id].FindOption(option.Id) is null) Replicas.Do(last, schema => schema.RestoreOption(was.Id, option.Id));
            }
            DatabaseSchema restored = DatabaseSchema.Read(last);
            foreach (DatabaseRow row in database.Rows) Assert.Equal(before[row.Id], Draw(row, database.Schema, restored));
        }
    }

    private DatabaseSchema Together()
    {
        Replicas.Sync(_ann, _bob);
        Assert.Equal(Draw(DatabaseSchema.Read(_ann)), Draw(DatabaseSchema.Read(_bob)));
        return DatabaseSchema.Read(_ann);
    }

    private static void Scramble(Document document, Random random)
    {
        DatabaseSchema schema = DatabaseSchema.Read(document);
        DatabaseProperty property = schema.Properties[random.Next(schema.Properties.Count)];
        using Transaction change = document.Begin();
        var edit = new SchemaEditor(document, change);
        switch (random.Next(8))
        {
            case 0:
                edit.AddProperty($"new {random.Next()}", RandomDatabase.Types[random.Next(RandomDatabase.Types.Length)]);
                break;
            case 1:
                edit.RenameProperty(property.Id, $"renamed {random.Next()}");
                break;
            case 2 when property.Id != DatabaseProperty.TitleId:
                edit.RemoveProperty(property.Id);
                break;
            case 3 when schema.Removed.Count > 0:
                edit.RestoreProperty(schema.Removed[random.Next(schema.Removed.Count)].Id);
                break;
            case 4 when property.Id != DatabaseProperty.TitleId:
                edit.RetypeProperty(property.Id, RandomDatabase.Types[random.Next(RandomDatabase.Types.Length)]);
                break;
            case 5 when property.Type.HasOptions():
                edit.AddOption(property.Id, $"option {random.Next()}");
                break;
            case 6 when property.Options.Count > 0:
                edit.RemoveOption(property.Id, property.Options[random.Next(property.Options.Count)].Id);
                break;
            case 7 when property.Id != DatabaseProperty.TitleId:
                edit.MoveProperty(property.Id, schema.Properties[random.Next(schema.Properties.Count)].Id is { } after && after != property.Id ? after : DatabaseProperty.TitleId);
                break;
        }
        change.Commit();
    }

    private static string Draw(DatabaseSchema schema) => string.Join('\n', schema.Properties.Select(property =>
        $"{property} [{string.Join(", ", property.Options.Select(option => $"{option.Name}={string.Join('/', option.Ids)}"))}]"));

    private static string Draw(DatabaseRow row, DatabaseSchema listed, DatabaseSchema? read = null) =>
        string.Join('\n', listed.Properties.Select(property => $"{property.Id}: {string.Join(", ", Parts(row[(read ?? listed)[property.Id]]).Order(StringComparer.Ordinal))}"));

    /// <summary>Options may come back in another order, and so are not compared by it.</summary>
    private static IEnumerable<string> Parts(CellValue value) => value.Kind is CellKind.Items or CellKind.Choice ? value.AsItems() : [value.ToString()];
}
