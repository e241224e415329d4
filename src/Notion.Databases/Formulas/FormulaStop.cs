namespace Notion.Databases;

/// <summary>Ends an evaluation without a value: never seen outside, where it is <see cref="ComputedValue.Problem"/>.</summary>
internal sealed class FormulaStop(string message) : Exception(message);
