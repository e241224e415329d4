namespace Notion.Databases;

/// <summary>What a formula or a rollup came to.</summary>
/// <param name="Value">The value; empty where there is none.</param>
/// <param name="Problem">Why there is none, for people; null where nothing went wrong.</param>
public readonly record struct ComputedValue(CellValue Value, string? Problem);
