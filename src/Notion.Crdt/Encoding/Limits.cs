namespace Notion.Crdt;

/// <summary>Limits that are part of the format: what exceeds them is refused everywhere alike.</summary>
internal static class Limits
{
    /// <summary>UTF-8 bytes of a type, a property key or an author.</summary>
    public const int MaxNameBytes = 1024;
}
