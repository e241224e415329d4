using System.Globalization;
using Notion.Crdt;
using Notion.Databases;

namespace Notion.Benchmarks.Databases;

/// <summary>A database of tasks: title, a status of 20 options, points, a due date, notes; rows made as documents, all from one seed.</summary>
internal sealed class SampleRows
{
    public const int Options = 20;

    private readonly Random _random = new(1);

    public SampleRows()
    {
        Document = new Document(new ReplicaId(1));
        using Transaction change = Document.Begin("bench");
        var schema = new SchemaEditor(Document, change);
        schema.MakeDatabase();
        string status = schema.AddProperty("Status", PropertyType.Status);
        for (int i = 0; i < Options; i++) schema.AddOption(status, $"Option {i}");
        foreach ((string name, PropertyType type) in ((string, PropertyType)[])[("Points", PropertyType.Number), ("Due", PropertyType.Date), ("Notes", PropertyType.Text)]) schema.AddProperty(name, type);
        change.Commit();
        Schema = DatabaseSchema.Read(Document);
    }

    public Document Document { get; }

    public DatabaseSchema Schema { get; }

    public static DateTimeOffset Now { get; } = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    public string Id(string name) => Schema.FindByName(name)!.Id;

    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>One row's document and its first update.</summary>
    public (Document Row, byte[] Update) Make(int number)
    {
        var row = new Document(new ReplicaId(2 + number));
        using Transaction change = row.Begin("bench");
        var editor = new RowEditor(row, change);
        DatabaseProperty status = Schema.FindByName("Status")!;
        editor.Set(Schema[DatabaseProperty.TitleId], CellValue.Text(string.Create(CultureInfo.InvariantCulture, $"Task {_random.Next(1_000_000)} about {_random.Next(1_000)}")));
        if (_random.Next(20) > 0) editor.Set(status, CellValue.Choice(status.Options[_random.Next(Options)].Id));
        if (_random.Next(10) > 0) editor.Set(Schema.FindByName("Points")!, CellValue.Number(_random.Next(100_000)));
        if (_random.Next(3) > 0) editor.Set(Schema.FindByName("Due")!, CellValue.Date(PropertyDate.Of(DateOnly.FromDateTime(Now.UtcDateTime).AddDays(_random.Next(-300, 300)))));
        if (_random.Next(2) > 0) editor.Set(Schema.FindByName("Notes")!, CellValue.Text($"note {_random.Next(1_000)} on this"));
        return (row, change.Commit().ToArray());
    }

    /// <summary>The queries that are measured, with what they are.</summary>
    public IEnumerable<(string Name, RowQuery Query)> Queries()
    {
        (string status, string points, string due) = (Id("Status"), Id("Points"), Id("Due"));
        string option = Schema[status].Options[3].Id;
        yield return ("all, by points down", new RowQuery { Sorts = [new RowSort(points, Descending: true)] });
        yield return ("status is one of 20, by points down", new RowQuery { Filter = new FilterCondition(status, FilterOperator.Equals, option), Sorts = [new RowSort(points, Descending: true)] });
        yield return ("status is not, due in the past month, by title", new RowQuery
        {
            Filter = Filter.All(new FilterCondition(status, FilterOperator.DoesNotEqual, option), new FilterCondition(due, FilterOperator.PastMonth)),
            Sorts = [new RowSort(DatabaseProperty.TitleId)],
        });
        yield return ("title contains, or no points, by status and due", new RowQuery
        {
            Filter = Filter.Any(new FilterCondition(DatabaseProperty.TitleId, FilterOperator.Contains, "about 77"), new FilterCondition(points, FilterOperator.IsEmpty)),
            Sorts = [new RowSort(status), new RowSort(due, Descending: true)],
        });
        yield return ("points are one of 100,000, by title", new RowQuery { Filter = new FilterCondition(points, FilterOperator.Equals, 4_711), Sorts = [new RowSort(DatabaseProperty.TitleId)] });
    }
}
