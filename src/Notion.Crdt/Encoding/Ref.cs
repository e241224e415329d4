namespace Notion.Crdt;

/// <summary>A reference on the wire to an operation, and so to the block or element that it made.</summary>
/// <param name="Replica">The replica's number; 0 where nothing is referred to, and for the root and the trash.</param>
/// <param name="Counter">The counter there; for replica 0: which of these it is.</param>
internal readonly record struct Ref(long Replica, int Counter)
{
    public static Ref None => new(0, 0);

    public static Ref Root => new(0, 1);

    public static Ref Trash => new(0, 2);

    /// <summary>As a right neighbour: that of the left neighbour.</summary>
    public static Ref Inherited => new(0, 3);

    public bool IsOperation => Replica != 0;
}
