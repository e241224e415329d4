namespace Notion.Server.Store;

/// <summary>What a page has as a row of a database, and as a database: all of it.</summary>
/// <param name="Entries">Its values; empty where it has none.</param>
/// <param name="Schema">The schema as JSON; null for a page that is no database.</param>
internal sealed record RowProjection(IReadOnlyList<RowEntry> Entries, string? Schema)
{
    public bool Equals(RowProjection? other) => other is not null && Schema == other.Schema && Entries.SequenceEqual(other.Entries);

    public override int GetHashCode() => HashCode.Combine(Schema, Entries.Count);
}
