namespace Notion.Databases;

/// <summary>One evaluation: the row, the moment, and how many steps are left. Shared by all formulas and rollups that one value asks for.</summary>
internal sealed class FormulaRun(IRowSource source, FormulaCache cache, DateTimeOffset now)
{
    private readonly HashSet<(Guid Row, string Property)> _open = [];
    private DatabaseSchema _schema = new();
    private DatabaseRow? _row;
    private int _steps;

    public DateTimeOffset Now => now;

    public void Step()
    {
        if (++_steps > FormulaLimits.MaxSteps) throw new FormulaStop($"The value takes more than {FormulaLimits.MaxSteps} steps. Simplify the formulas that it asks for.");
    }

    /// <summary>What a row shows under a property, computed where it has to be.</summary>
    /// <exception cref="FormulaStop">It has no value, and why.</exception>
    public CellValue Compute(DatabaseSchema schema, DatabaseRow row, DatabaseProperty property)
    {
        Step();
        if (property.Type is not (PropertyType.Formula or PropertyType.Rollup)) return row[property];
        if (!_open.Add((row.Id, property.Id))) throw new FormulaStop($"{property.Name} depends on itself.");
        if (_open.Count > FormulaLimits.MaxNesting) throw new FormulaStop($"More than {FormulaLimits.MaxNesting} formulas and rollups ask for one another.");
        (DatabaseSchema outerSchema, DatabaseRow? outerRow) = (_schema, _row);
        (_schema, _row) = (schema, row);
        try
        {
            return property.Type == PropertyType.Formula ? cache.Of(property, schema).Root.Evaluate(this) : Roll(schema, row, property);
        }
        catch (DatabaseException exception) when (exception.Code == DatabaseErrorCode.InvalidFormula)
        {
            throw new FormulaStop(exception.Message);
        }
        finally
        {
            (_schema, _row) = (outerSchema, outerRow);
            _open.Remove((row.Id, property.Id));
        }
    }

    /// <summary>What the row at hand shows under a property, as a value that formulas know.</summary>
    public CellValue Read(DatabaseProperty property)
    {
        CellValue value = Compute(_schema, _row!, property);
        return value.Kind switch
        {
            CellKind.Choice or CellKind.Items when property.Type.HasOptions() => CellValue.Text(string.Join(", ", value.AsItems().Select(id => property.FindOption(id)!.Name))),
            CellKind.Choice or CellKind.Items or CellKind.Files or CellKind.List => CellValue.Text(value.ToString()),
            CellKind.Text => CellValue.Text(value.AsText()),
            _ => value,
        };
    }

    private CellValue Roll(DatabaseSchema schema, DatabaseRow row, DatabaseProperty property)
    {
        if (property.RollupRelation is not { } relation || schema.Find(relation) is not { Type: PropertyType.Relation, RelationTarget: { } target } by)
            throw new FormulaStop($"{property.Name} has no relation to look along.");
        if (source.FindSchema(target) is not { } other || other.Find(property.RollupProperty ?? DatabaseProperty.TitleId) is not { } wanted)
            throw new FormulaStop($"{property.Name} looks for a property that is not there.");
        if (RollupFunctions.Parse(property.RollupFunction) is not { } function) throw new FormulaStop($"{property.Name} does not say what to compute.");
        var values = new List<CellValue>();
        foreach (string id in row[by].AsItems().Take(FormulaLimits.MaxRollupRows))
            if (source.FindRow(target, Guid.ParseExact(id, "D")) is { } related) values.Add(Compute(other, related, wanted));
        return RollupFunctions.Compute(function, values);
    }
}
