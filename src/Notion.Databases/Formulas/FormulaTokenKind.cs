namespace Notion.Databases;

internal enum FormulaTokenKind
{
    Number,
    Text,
    Name,
    Symbol,
    End,
}
