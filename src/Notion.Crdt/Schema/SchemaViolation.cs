namespace Notion.Crdt;

/// <summary>Something about a block that is against a schema.</summary>
/// <param name="Block">The block.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Message">What it is, and what to do, for people.</param>
public sealed record SchemaViolation(BlockId Block, SchemaViolationKind Kind, string Message);
