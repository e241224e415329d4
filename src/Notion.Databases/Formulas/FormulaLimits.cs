namespace Notion.Databases;

/// <summary>How large a formula may be and how long it may take: bounds on what one person can make everybody's reader do.</summary>
public static class FormulaLimits
{
    /// <summary>UTF-16 units of an expression.</summary>
    public const int MaxLength = 10_000;

    /// <summary>Levels of brackets, operators and calls in one another: the reader calls itself.</summary>
    public const int MaxDepth = 64;

    /// <summary>Steps of one evaluation, those of other formulas and rollups that it asks for included: formulas that ask for others twice each would take twice as long at each level.</summary>
    public const int MaxSteps = 20_000;

    /// <summary>Formulas and rollups in one another.</summary>
    public const int MaxNesting = 20;

    /// <summary>UTF-16 units of a text in between: a text could double at each step.</summary>
    public const int MaxTextLength = 20_000;

    /// <summary>Related rows that a rollup looks at.</summary>
    public const int MaxRollupRows = DatabaseLimits.MaxItems;
}
