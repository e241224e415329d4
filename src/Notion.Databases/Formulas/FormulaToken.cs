namespace Notion.Databases;

/// <summary>A piece of an expression: where it is, and what it says (of a text without quotes and escapes).</summary>
internal readonly record struct FormulaToken(FormulaTokenKind Kind, string Text, int Start, int End);
