namespace Notion.Crdt;

/// <summary>What at most one mark on a character has: a type, and for types that are many by id an id.</summary>
internal readonly record struct MarkKey(string Type, string? Id) : IComparable<MarkKey>
{
    public int CompareTo(MarkKey other)
    {
        int order = string.CompareOrdinal(Type, other.Type);
        return order != 0 ? order : string.CompareOrdinal(Id, other.Id);
    }

    public void ThrowIfInvalid()
    {
        Document.RequireName(Type, nameof(Type));
        if (Id is not null) Document.RequireName(Id, nameof(Id));
    }
}
