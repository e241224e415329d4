namespace Notion.Databases;

/// <summary>An expression that was read against a schema. docs/formulas.md has the language. Immutable; safe from any thread.</summary>
public sealed class Formula
{
    private readonly FormulaParser _parser;

    private Formula(FormulaParser parser, FormulaNode root)
    {
        _parser = parser;
        Root = root;
    }

    internal FormulaNode Root { get; }

    /// <summary>The type of its values.</summary>
    public FormulaType Type => Root.Type;

    /// <summary>The expression with properties by their ids: how schemas keep it, so that a rename breaks nothing.</summary>
    public string Stored => _parser.Rename(property => property.Id);

    /// <summary>The expression with properties by their names: how people see it.</summary>
    public string Shown => _parser.Rename(property => property.Name);

    /// <summary>Reads an expression.</summary>
    /// <param name="expression">Properties may be named by id or by name.</param>
    /// <param name="schema">The schema of the database that it belongs to.</param>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.InvalidFormula"/>: it cannot be read, its parts do not fit together, or it is too long or too deep; the message says where.</exception>
    public static Formula Parse(string expression, DatabaseSchema schema)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(schema);
        return Parse(expression, schema, new FormulaCache());
    }

    internal static Formula Parse(string expression, DatabaseSchema schema, FormulaCache cache)
    {
        var parser = new FormulaParser(expression, schema, property => TypeOf(property, schema, cache));
        return new Formula(parser, parser.Parse());
    }

    /// <summary>The type that a property has in formulas.</summary>
    private static FormulaType TypeOf(DatabaseProperty property, DatabaseSchema schema, FormulaCache cache) => property.Type switch
    {
        PropertyType.Number or PropertyType.UniqueId => FormulaType.Number,
        PropertyType.Checkbox => FormulaType.Flag,
        PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime => FormulaType.Date,
        PropertyType.Rollup => RollupFunctions.TypeOf(property.RollupFunction),
        PropertyType.Formula => cache.Of(property, schema).Type,
        _ => FormulaType.Text,
    };
}
