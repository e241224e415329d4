namespace Notion.Databases;

/// <summary>Computes what rows show under formulas and rollups, for a reader and a moment.</summary>
/// <remarks>Whatever people wrote, an evaluation ends: within <see cref="FormulaLimits"/>, and a value that depends on itself is a problem, not a loop. Each formula is read once, so one computer serves many rows. Not thread-safe.</remarks>
/// <param name="source">Where rollups look.</param>
/// <param name="now">What <c>now()</c> and <c>today()</c> are.</param>
public sealed class RowComputer(IRowSource source, DateTimeOffset now)
{
    private readonly FormulaCache _cache = new();

    /// <summary>What a row shows under a property; of a type that is not computed, what it has.</summary>
    /// <param name="schema">The schema of the row's database.</param>
    /// <param name="row">The row.</param>
    /// <param name="property">A property of the schema.</param>
    public ComputedValue Compute(DatabaseSchema schema, DatabaseRow row, DatabaseProperty property)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(property);
        try
        {
            return new ComputedValue(new FormulaRun(source, _cache, now).Compute(schema, row, property), null);
        }
        catch (FormulaStop stop)
        {
            return new ComputedValue(default, stop.Message);
        }
    }
}
