namespace Notion.Crdt.Tests.Ordering;

/// <summary>A replica reduced to its sorted positions: enough to play every history that matters to ordering.</summary>
internal sealed class OrderedReplica(ReplicaId id, IEnumerable<string>? known = null)
{
    private readonly PositionGenerator _generator = new(id);

    public List<string> Positions { get; } = [.. known ?? []];

    /// <summary>Inserts at the index and checks what every insert promises.</summary>
    public string Insert(int index)
    {
        string? before = index == 0 ? null : Positions[index - 1];
        string? after = index == Positions.Count ? null : Positions[index];
        string position = _generator.Next(before, after);
        Assert.True(FractionalIndex.IsValid(position), position);
        Assert.True(before is null || string.CompareOrdinal(before, position) < 0, $"{before} < {position}");
        Assert.True(after is null || string.CompareOrdinal(position, after) < 0, $"{position} < {after}");
        Positions.Insert(index, position);
        return position;
    }

    public int IndexOf(string position) => Positions.BinarySearch(position, StringComparer.Ordinal);

    public void Merge(OrderedReplica other)
    {
        List<string> merged = [.. Positions.Union(other.Positions).Order(StringComparer.Ordinal)];
        Positions.Clear();
        Positions.AddRange(merged);
    }
}
