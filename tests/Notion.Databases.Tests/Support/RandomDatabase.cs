using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Notion.Crdt;

namespace Notion.Databases.Tests.Support;

/// <summary>A database with two properties of each type, rows with values from small pools, and queries that hit them: all from one seed. Server tests use it, too.</summary>
internal sealed class RandomDatabase
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 18, 30, 0, TimeSpan.Zero);

    public static readonly PropertyType[] Types =
        [.. Enum.GetValues<PropertyType>().Where(type => type is not (PropertyType.Unknown or PropertyType.Title or PropertyType.Rollup or PropertyType.Formula))];

    private static readonly string[] Texts =
    [
        "a", "Alpha", "alpha beta", "ALPHA", "ÄPFEL", "äpfel 🚲", "\ue000x", "𝒳y", "a\0b", "100%_x", "back\\slash", "'quoted'", " ", "ﬁ", new string('z', 2_100) + "end", new string('m', 150) + "1", new string('m', 150) + "2",
    ];

    private static readonly double[] Numbers = [0, -0.0, 1, 2, 2.5, -3, 1e300, 9_007_199_254_740_992, 0.1];

    private readonly Random _random;
    private readonly DocumentOptions _options = new() { TimeProvider = new FakeTimeProvider(Now) };

    public RandomDatabase(int seed, int rows, Guid[]? users = null, Func<Guid>? rowId = null)
    {
        _random = new Random(seed);
        Users = users ?? [.. Enumerable.Range(0, 3).Select(_ => NewId())];
        Schema = MakeSchema();
        for (int i = 0; i < rows; i++) RowIds.Add(rowId?.Invoke() ?? NewId());
        foreach (Guid id in RowIds) Documents.Add(id, MakeRow());
    }

    public Document Database { get; private set; } = null!;

    public DatabaseSchema Schema { get; }

    public Guid[] Users { get; }

    public List<Guid> RowIds { get; } = [];

    public Dictionary<Guid, Document> Documents { get; } = [];

    /// <summary>The rows, with times of creation of which some are the same.</summary>
    public List<DatabaseRow> Rows => [.. RowIds.Select((id, i) => DatabaseRow.Read(Documents[id], new RowOrigin(id, Now.AddMinutes(-(i / 3))) { CreatedBy = Users[i % Users.Length], LastEditedTime = Now.AddHours(-i % 7), LastEditedBy = Users[i / 2 % Users.Length] }))];

    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>Sets a few values of a row to others.</summary>
    public ReadOnlyMemory<byte> Change(Document row)
    {
        using Transaction change = row.Begin();
        var editor = new RowEditor(row, change);
        for (int i = _random.Next(1, 5); i > 0; i--)
        {
            DatabaseProperty property = Pick(Schema.Properties);
            if (property.Type.IsWritable()) editor.Set(property, RandomValue(property));
        }
        return change.Commit();
    }

    public RowQuery RandomQuery() => new()
    {
        Filter = _random.Next(5) == 0 ? null : RandomFilter(1),
        Sorts = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => new RowSort(Pick(Sortable()).Id, _random.Next(2) == 0))],
    };

    public DatabaseProperty RandomGrouping() => Pick([.. Schema.Properties.Where(property => property.Type is PropertyType.Select or PropertyType.Status or PropertyType.MultiSelect or PropertyType.Checkbox or PropertyType.People or PropertyType.CreatedBy)]);

    public FilterCondition RandomCondition(DatabaseProperty property, FilterOperator filterOperator) => new(property.Id, filterOperator, filterOperator.TakesNoOperand() ? default : RandomOperand(property));

    public T Pick<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    private DatabaseProperty[] Sortable() => [.. Schema.Properties.Where(property => property.Type != PropertyType.Files)];

    private Filter RandomFilter(int depth)
    {
        if (depth < 4 && _random.Next(3) == 0)
        {
            Filter[] members = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => RandomFilter(depth + 1))];
            return _random.Next(2) == 0 ? Filter.All(members) : Filter.Any(members);
        }
        DatabaseProperty property = Pick(Schema.Properties);
        return RandomCondition(property, Pick(FilterOperators.For(property.Type)));
    }

    private PropertyValue RandomOperand(DatabaseProperty property) => property.Type switch
    {
        PropertyType.Number or PropertyType.UniqueId => Pick(Numbers),
        PropertyType.Checkbox => _random.Next(2) == 0,
        PropertyType.Select or PropertyType.Status or PropertyType.MultiSelect => _random.Next(6) == 0 ? "no such option" : _random.Next(2) == 0 ? Pick(property.Options).Id : Pick(property.Options).Name,
        PropertyType.People or PropertyType.Relation or PropertyType.CreatedBy or PropertyType.LastEditedBy => Pick(Users).ToString(),
        PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime => RandomDate(isRange: false).ToString(),
        _ => _random.Next(3) == 0 ? Pick(["", "ph", "A", "🚲", "%", "_", "\\", "x", "m", "end", "'"]) : Pick(Texts),
    };

    private DatabaseSchema MakeSchema()
    {
        Database = new Document(new ReplicaId(1 + _random.NextInt64(1L << 50)), _options);
        using Transaction change = Database.Begin();
        var schema = new SchemaEditor(Database, change);
        schema.MakeDatabase();
        foreach (PropertyType type in Types)
            for (int i = 1; i <= 2; i++)
            {
                string id = schema.AddProperty($"{type} {i}", type);
                for (int option = _random.Next(1, 6); type.HasOptions() && option > 0; option--) schema.AddOption(id, $"option {option}");
            }
        change.Commit();
        var read = DatabaseSchema.Read(Database);
        // Some options go after rows have them.
        _removed = [.. read.Properties.Where(property => property.Options.Count > 2).Select(property => (property, property.Options[1].Id))];
        return read;
    }

    private List<(DatabaseProperty Property, string Option)> _removed = [];

    /// <summary>The schema after some options were removed that rows have.</summary>
    public DatabaseSchema RemoveOptions()
    {
        using Transaction change = Database.Begin();
        var schema = new SchemaEditor(Database, change);
        foreach ((DatabaseProperty property, string option) in _removed) schema.RemoveOption(property.Id, option);
        change.Commit();
        return DatabaseSchema.Read(Database);
    }

    private Document MakeRow()
    {
        var row = new Document(new ReplicaId(1 + _random.NextInt64(1L << 50)), _options);
        using Transaction change = row.Begin();
        var editor = new RowEditor(row, change);
        foreach (DatabaseProperty property in Schema.Properties)
            if (property.Type.IsWritable() && _random.Next(3) > 0) editor.Set(property, RandomValue(property));
        if (_random.Next(4) > 0) editor.SetNumber(_random.Next(1, 5));
        change.Commit();
        return row;
    }

    public CellValue RandomValue(DatabaseProperty property)
    {
        if (_random.Next(5) == 0) return default;
        return property.Type switch
        {
            PropertyType.Number => CellValue.Number(Pick(Numbers)),
            PropertyType.Checkbox => CellValue.Flag(_random.Next(2) == 0),
            PropertyType.Date => CellValue.Date(RandomDate(isRange: _random.Next(3) == 0)),
            PropertyType.Select or PropertyType.Status => CellValue.Choice(Pick(property.Options).Id),
            PropertyType.MultiSelect => CellValue.Items(Enumerable.Range(0, _random.Next(3)).Select(_ => Pick(property.Options).Id)),
            PropertyType.People or PropertyType.Relation => CellValue.Items(Enumerable.Range(0, _random.Next(3)).Select(_ => Pick(Users).ToString())),
            PropertyType.Files => CellValue.Files(new FileReference("a.pdf", "https://example.com/a.pdf")),
            PropertyType.Url or PropertyType.Email or PropertyType.Phone => CellValue.Text(Pick(Texts) is { Length: < DatabaseLimits.MaxAddressLength } text ? text : "long"),
            _ => CellValue.Text(_random.Next(4) == 0 ? _random.Next(100).ToString(CultureInfo.InvariantCulture) : Pick(Texts)),
        };
    }

    private PropertyDate RandomDate(bool isRange)
    {
        int days = Pick([0, 1, -1, 2, -6, -7, -8, 7, 8, -31, 30, 31, -365, 365, 400, -400]);
        if (_random.Next(2) == 0)
        {
            DateOnly day = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(days);
            return PropertyDate.Of(day, isRange ? day.AddDays(3) : null);
        }
        DateTimeOffset moment = new DateTimeOffset(Now.AddDays(days).Date, TimeSpan.Zero).AddMilliseconds(Pick([0, 1, 43_200_000, 86_399_999]));
        return PropertyDate.At(moment.ToOffset(TimeSpan.FromHours(Pick([0, 2, -5]))), isRange ? moment.AddDays(1) : null);
    }
}
