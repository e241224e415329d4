namespace Notion.Crdt;

/// <summary>An <see cref="OpId"/> inside one document: the replica by its dense index there.</summary>
internal readonly record struct ElementId(int Replica, int Counter)
{
    /// <summary>No element: as a right origin, the end of the sequence.</summary>
    public static ElementId None => new(-1, 0);

    public bool IsNone => Replica < 0;
}
