namespace Notion.Databases;

/// <summary>A part of an expression: its type, and how it is evaluated. Each evaluation of each part is a step.</summary>
internal sealed class FormulaNode(FormulaType type, Func<FormulaRun, CellValue> evaluate)
{
    public FormulaType Type { get; } = type;

    public CellValue Evaluate(FormulaRun run)
    {
        run.Step();
        return evaluate(run);
    }

    public static FormulaNode Constant(FormulaType type, CellValue value) => new(type, _ => value);
}
