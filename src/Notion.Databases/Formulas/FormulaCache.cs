namespace Notion.Databases;

/// <summary>Formulas of properties that were read already: each is read once, however many others and rows ask for it.</summary>
internal sealed class FormulaCache
{
    private readonly Dictionary<DatabaseProperty, Formula> _formulas = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<DatabaseProperty> _open = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.InvalidFormula"/>, also where it depends on itself.</exception>
    public Formula Of(DatabaseProperty property, DatabaseSchema schema)
    {
        if (_formulas.TryGetValue(property, out Formula? known)) return known;
        if (!_open.Add(property)) throw FormulaError.At(0, $"{property.Name} depends on itself.");
        try
        {
            if (_open.Count > FormulaLimits.MaxNesting) throw FormulaError.At(0, $"More than {FormulaLimits.MaxNesting} formulas ask for one another.");
            var read = Formula.Parse(property.Expression, schema, this);
            _formulas.Add(property, read);
            return read;
        }
        finally
        {
            _open.Remove(property);
        }
    }
}
