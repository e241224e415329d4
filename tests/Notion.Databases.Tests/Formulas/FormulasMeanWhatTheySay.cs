using Notion.Crdt;
using Notion.Databases.Tests.Support;

namespace Notion.Databases.Tests.Formulas;

/// <summary>Formulas and rollups compute what docs/formulas.md says, end whatever people write, and show nothing of rows that their reader may not see.</summary>
public sealed class FormulasMeanWhatTheySay
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 18, 30, 0, TimeSpan.Zero);

    private readonly Document _document = Replicas.New(1);
    private readonly Document _row = Replicas.New(2);
    private readonly Dictionary<string, string> _ids = [];

    public FormulasMeanWhatTheySay()
    {
        (string, PropertyType)[] properties = [("Points", PropertyType.Number), ("Nothing", PropertyType.Number), ("Notes", PropertyType.Text), ("Done", PropertyType.Checkbox), ("Due", PropertyType.Date), ("Tags", PropertyType.MultiSelect)];
        foreach ((string name, PropertyType type) in properties) _ids[name] = Replicas.Edit(_document, schema => schema.AddProperty(name, type));
        string a = Replicas.Edit(_document, schema => schema.AddOption(_ids["Tags"], "a")), b = Replicas.Edit(_document, schema => schema.AddOption(_ids["Tags"], "b"));
        DatabaseSchema schema = Schema;
        Replicas.Write(_row, row =>
        {
            row.Set(schema["title"], CellValue.Text("Task"));
            row.Set(schema[_ids["Points"]], CellValue.Number(6));
            row.Set(schema[_ids["Notes"]], CellValue.Text("Buy 🚲 bread"));
            row.Set(schema[_ids["Done"]], CellValue.Flag(true));
            row.Set(schema[_ids["Due"]], CellValue.Date(PropertyDate.Of(new DateOnly(2026, 1, 31), new DateOnly(2026, 2, 3))));
            row.Set(schema[_ids["Tags"]], CellValue.Items(a, b));
        });
    }

    private DatabaseSchema Schema => DatabaseSchema.Read(_document);

    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("2 ^ 3 ^ 2", "512")]
    [InlineData("-2 ^ 2", "-4")]
    [InlineData("- - 3", "3")]
    [InlineData("7 % 4 - .5", "2.5")]
    [InlineData("1e3 / 8", "125")]
    [InlineData("1 / 0", "")]
    [InlineData("sqrt(-1)", "")]
    [InlineData("round(2.5) * 10 + round(1.25, 1)", "31.3")]
    [InlineData("min(3, 1, 2) + max(4, prop(\"Nothing\"))", "5")]
    [InlineData("abs(-3) + ceil(1.2) + floor(-1.2) + sign(-9)", "2")]
    [InlineData("pow(2, 10) == add(1000, 24) and mod(7, 2) == 1", "true")]
    [InlineData("prop(\"Points\") * 2", "12")]
    [InlineData("prop(\"Points\") + prop(\"Nothing\")", "")]
    [InlineData("empty(prop(\"Nothing\")) && empty(\"\") && empty(0) && !empty(1)", "true")]
    [InlineData("\"a\" + 1 + true", "a1true")]
    [InlineData("concat(\"a\", 1, prop(\"Nothing\"), prop(\"Title\"))", "a1Task")]
    [InlineData("prop(\"Tags\") + \"!\"", "a, b!")]
    [InlineData("upper(prop(\"Notes\"))", "BUY 🚲 BREAD")]
    [InlineData("length(prop(\"Notes\"))", "12")]
    [InlineData("substring(prop(\"Notes\"), 4, 5)", "🚲")]
    [InlineData("substring(\"abc\", 1)", "bc")]
    [InlineData("substring(\"abc\", -5, 99)", "abc")]
    [InlineData("contains(\"abc\", \"b\") and startsWith(\"abc\", \"a\") and endsWith(\"abc\", \"c\")", "true")]
    [InlineData("replaceAll(\"a-b-c\", \"-\", \"+\")", "a+b+c")]
    [InlineData("trim(\"  x\\n\") + \"\\\"\"", "x\"")]
    [InlineData("toNumber(\"1.5\") + 1", "2.5")]
    [InlineData("toNumber(\"x\")", "")]
    [InlineData("format(1.5) == \"1.5\"", "true")]
    [InlineData("prop(\"Done\") ? \"yes\" : \"no\"", "yes")]
    [InlineData("if(not prop(\"Done\"), 1, prop(\"Points\") > 5 ? 2 : 3)", "2")]
    [InlineData("1 < 2 and \"a\" < \"b\" and false < true and today() < now()", "true")]
    [InlineData("prop(\"Nothing\") < 1 or prop(\"Nothing\") >= 1", "false")]
    [InlineData("prop(\"Nothing\") == prop(\"Nothing\")", "true")]
    [InlineData("today()", "2026-11-25")]
    [InlineData("dateAdd(dateStart(prop(\"Due\")), 1, \"months\")", "2026-02-28")]
    [InlineData("dateSubtract(prop(\"Due\"), 1, \"weeks\")", "2026-01-24/2026-01-27")]
    [InlineData("dateAdd(prop(\"Due\"), 90, \"minutes\")", "2026-01-31T01:30:00.000+00:00/2026-02-03T01:30:00.000+00:00")]
    [InlineData("dateAdd(prop(\"Due\"), 9000, \"years\")", "")]
    [InlineData("dateAdd(prop(\"Due\"), 1, \"moons\")", "")]
    [InlineData("dateBetween(today(), prop(\"Due\"), \"days\")", "298")]
    [InlineData("dateBetween(prop(\"Due\"), today(), \"months\")", "-9")]
    [InlineData("dateBetween(now(), today(), \"hours\")", "18")]
    [InlineData("year(prop(\"Due\")) * 10000 + month(prop(\"Due\")) * 100 + date(prop(\"Due\"))", "20260131")]
    [InlineData("day(prop(\"Due\")) * 100 + hour(now()) + minute(now())", "648")]
    [InlineData("dateEnd(prop(\"Due\"))", "2026-02-03")]
    [InlineData("timestamp(today())", "1795564800000")]
    public void Expressions(string expression, string expected)
    {
        Replicas.Do(_document, schema => schema.RenameProperty("title", "Title"));
        ComputedValue value = Compute(expression);
        Assert.Null(value.Problem);
        Assert.Equal(expected, value.Value.ToString());
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("1 +", 4)]
    [InlineData("1 2", 3)]
    [InlineData("(1", 3)]
    [InlineData("\"abc", 1)]
    [InlineData("1 # 2", 3)]
    [InlineData("1..2", 1)]
    [InlineData("1e999", 1)]
    [InlineData("foo(1)", 1)]
    [InlineData("prop(\"Missing\")", 1)]
    [InlineData("prop(1)", 6)]
    [InlineData("length(1)", 1)]
    [InlineData("length()", 1)]
    [InlineData("if(1, 2, 3)", 1)]
    [InlineData("if(true, 2, \"x\")", 1)]
    [InlineData("1 - \"x\"", 3)]
    [InlineData("1 == \"1\"", 3)]
    [InlineData("true && 1", 6)]
    public void WhatCannotBeReadSaysWhere(string expression, int position)
    {
        DatabaseException exception = Assert.Throws<DatabaseException>(() => Formula.Parse(expression, Schema));
        Assert.Equal(DatabaseErrorCode.InvalidFormula, exception.Code);
        Assert.StartsWith($"At character {position}:", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RenamesBreakNothing()
    {
        string stored = Formula.Parse("prop(\"Points\") + length(prop(\"Notes\"))", Schema).Stored;
        Assert.Equal($"prop(\"{_ids["Points"]}\") + length(prop(\"{_ids["Notes"]}\"))", stored);
        Replicas.Do(_document, schema => schema.RenameProperty(_ids["Points"], "The \"score\""));
        Assert.Equal("prop(\"The \\\"score\\\"\") + length(prop(\"Notes\"))", Formula.Parse(stored, Schema).Shown);
        Assert.Equal(stored, Formula.Parse(Formula.Parse(stored, Schema).Shown, Schema).Stored);
        Assert.Equal("18", Compute(stored).Value.ToString());
    }

    [Fact]
    public void FormulasAskForFormulasAndACycleIsReported()
    {
        string half = AddFormula("Half", "prop(\"Points\") / 2"), twice = AddFormula("Twice", "prop(\"Half\") * 4");
        Assert.Equal("12", Compute(twice, isId: true).Value.ToString());
        Replicas.Do(_document, schema => schema.SetSetting(half, "expression", "prop(\"Twice\") + 1"));
        Assert.All([half, twice], id => Assert.Contains("depends on itself", Compute(id, isId: true).Problem, StringComparison.Ordinal));
        string self = AddFormula("Self", "1");
        Replicas.Do(_document, schema => schema.SetSetting(self, "expression", "prop(\"Self\")"));
        Assert.Contains("depends on itself", Compute(self, isId: true).Problem, StringComparison.Ordinal);
        Replicas.Do(_document, schema => schema.SetSetting(half, "expression", "prop(\"Gone\")"));
        Assert.Contains("no property", Compute(half, isId: true).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void BombsEnd()
    {
        Assert.Throws<DatabaseException>(() => Formula.Parse(new string('(', 5_000) + "1" + new string(')', 5_000), Schema));
        Assert.Throws<DatabaseException>(() => Formula.Parse(new string('-', 9_000) + "1", Schema));
        Assert.Throws<DatabaseException>(() => Formula.Parse(string.Concat(Enumerable.Repeat("2^", 3_000)) + "1", Schema));
        Assert.Throws<DatabaseException>(() => Formula.Parse(new string('1', 10_001), Schema));
        string last = AddFormula("F0", "1");
        for (int i = 1; i <= 15; i++) last = AddFormula($"F{i}", string.Join(" + ", Enumerable.Repeat($"prop(\"F{i - 1}\")", 4)));
        Assert.Contains("more than", Compute(last, isId: true).Problem, StringComparison.OrdinalIgnoreCase);
        string longer = AddFormula("Long", "replaceAll(replaceAll(replaceAll(\"aaaaaaaaaaaaaaaa\", \"a\", \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"), \"a\", \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"), \"a\", \"aaaaaaaa\")");
        Assert.Contains("longer than", Compute(longer, isId: true).Problem, StringComparison.Ordinal);
        for (int i = 0; i <= 25; i++) last = AddFormula($"N{i}", i == 0 ? "1" : $"prop(\"N{i - 1}\")", isRaw: true);
        Assert.Contains("ask for one another", Compute(last, isId: true).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void NoTextMakesTheReaderFailOtherwise()
    {
        string[] pieces = ["1", "\"x\"", "+", "-", "*", "^", "(", ")", ",", "prop(\"Points\")", "if(", "length(", "true", "and", "!", "?", ":", "==", "<", " ", "\\", "\"", "é", "."];
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                Compute(Formula.Parse(text, Schema0).Stored, schema: Schema0);
            }
            catch (DatabaseException exception)
            {
                Assert.True(exception.Code == DatabaseErrorCode.InvalidFormula, text);
            }
        }
    }

    private static readonly DatabaseSchema Schema0 = new(new DatabaseProperty { Id = "p", Name = "Points", Type = PropertyType.Number, TypeName = "number" });

    [Theory]
    [InlineData("count", "4")]
    [InlineData("count_values", "3")]
    [InlineData("unique", "2")]
    [InlineData("empty", "1")]
    [InlineData("not_empty", "3")]
    [InlineData("percent_empty", "0.25")]
    [InlineData("sum", "11")]
    [InlineData("average", "3.6666666666666665")]
    [InlineData("median", "3")]
    [InlineData("min", "3")]
    [InlineData("max", "5")]
    [InlineData("range", "2")]
    [InlineData("show_original", "3, 3, , 5")]
    [InlineData("show_unique", "3, 5")]
    [InlineData("checked", "0")]
    [InlineData("earliest_date", "")]
    public void Rollups(string function, string expected)
    {
        Source source = MakeRelated([3, 3, null, 5], out string relation, out string points);
        string rollup = Replicas.Edit(_document, schema => schema.AddProperty("Rolled", PropertyType.Rollup));
        Replicas.Do(_document, schema =>
        {
            schema.SetSetting(rollup, "relation", relation);
            schema.SetSetting(rollup, "property", points);
            schema.SetSetting(rollup, "function", function);
        });
        var computer = new RowComputer(source, Now);
        ComputedValue value = computer.Compute(Schema, Replicas.Row(_row), Schema[rollup]);
        Assert.Null(value.Problem);
        string[] shown = value.Value.Kind == CellKind.List ? [.. value.Value.AsList().Select(item => item.ToString())] : [value.Value.ToString()];
        Assert.Equal(expected.Split(", ").Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));

        // Of rows that are hidden from the reader nothing goes in.
        source.Hidden.UnionWith(source.Rows.Keys);
        ComputedValue hidden = computer.Compute(Schema, Replicas.Row(_row), Schema[rollup]);
        Assert.Equal(function is "count" or "count_values" or "unique" or "empty" or "not_empty" or "sum" or "checked" ? "0" : "", hidden.Value.ToString());
    }

    [Fact]
    public void ARollupOfARollupOfItselfIsReported()
    {
        Source source = MakeRelated([1], out string relation, out _);
        string rollup = Replicas.Edit(_document, schema => schema.AddProperty("Rolled", PropertyType.Rollup));
        Replicas.Do(_document, schema =>
        {
            schema.SetSetting(relation, "target", Source.Own.ToString());
            schema.SetSetting(rollup, "relation", relation);
            schema.SetSetting(rollup, "property", rollup);
            schema.SetSetting(rollup, "function", "sum");
        });
        Replicas.Write(_row, row => row.Set(Schema[relation], CellValue.Items(Replicas.Row(_row).Id.ToString())));
        source.Schemas[Source.Own] = Schema;
        source.Rows[Replicas.Row(_row).Id] = Replicas.Row(_row);
        Assert.Contains("depends on itself", new RowComputer(source, Now).Compute(Schema, Replicas.Row(_row), Schema[rollup]).Problem, StringComparison.Ordinal);
    }

    private ComputedValue Compute(string expression, bool isId = false, DatabaseSchema? schema = null)
    {
        schema ??= Schema;
        var property = isId ? schema[expression] : new DatabaseProperty
        {
            Id = "computed",
            Name = "Computed",
            Type = PropertyType.Formula,
            TypeName = "formula",
            Settings = new Dictionary<string, PropertyValue> { ["expression"] = expression },
        };
        return new RowComputer(new Source(), Now).Compute(schema, Replicas.Row(_row), property);
    }

    private string AddFormula(string name, string expression, bool isRaw = false)
    {
        string id = Replicas.Edit(_document, schema => schema.AddProperty(name, PropertyType.Formula));
        Replicas.Do(_document, schema => schema.SetSetting(id, "expression", isRaw ? expression : Formula.Parse(expression, Schema).Stored));
        return id;
    }

    private Source MakeRelated(double?[] values, out string relation, out string points)
    {
        Document other = Replicas.New(50);
        string number = Replicas.Edit(other, schema => schema.AddProperty("Points", PropertyType.Number));
        var source = new Source();
        source.Schemas[Source.Other] = DatabaseSchema.Read(other);
        for (int i = 0; i < values.Length; i++)
        {
            Document row = Replicas.New(60 + i);
            double? value = values[i];
            Replicas.Write(row, edit => edit.Set(DatabaseSchema.Read(other)[number], value is { } some ? CellValue.Number(some) : default));
            var id = new Guid(100 + i, 0, 0, new byte[8]);
            source.Rows[id] = DatabaseRow.Read(row, new RowOrigin(id, Now));
        }
        string by = Replicas.Edit(_document, schema => schema.AddProperty("Related", PropertyType.Relation));
        Replicas.Do(_document, schema => schema.SetSetting(by, "target", Source.Other.ToString()));
        Replicas.Write(_row, row => row.Set(Schema[by], CellValue.Items(source.Rows.Keys.Select(id => id.ToString()))));
        (relation, points) = (by, number);
        return source;
    }

    private sealed class Source : IRowSource
    {
        public static readonly Guid Other = new(7, 0, 0, new byte[8]);
        public static readonly Guid Own = new(8, 0, 0, new byte[8]);

        public Dictionary<Guid, DatabaseSchema> Schemas { get; } = [];

        public Dictionary<Guid, DatabaseRow> Rows { get; } = [];

        public HashSet<Guid> Hidden { get; } = [];

        public DatabaseSchema? FindSchema(Guid database) => Schemas.GetValueOrDefault(database);

        public DatabaseRow? FindRow(Guid database, Guid row) => Hidden.Contains(row) ? null : Rows.GetValueOrDefault(row);
    }
}
