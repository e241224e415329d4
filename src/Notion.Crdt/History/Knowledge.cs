namespace Notion.Crdt;

/// <summary>
/// What one writer had seen of the others at each of its counters: the version vectors of all its changes, kept as the steps by which they grew.
/// </summary>
/// <remarks>Each change carries exactly its step as dependencies, so a look-up is one binary search, and nothing is walked or merged. The base of a generation everybody has seen (<see cref="ReplicaState.BaseEnd"/>).</remarks>
internal sealed class Knowledge(ReplicaTable replicas)
{
    private readonly Dictionary<int, List<Step>> _steps = [];

    /// <summary>How many other writers this one has seen, those of the base aside.</summary>
    public int Count => _steps.Count;

    /// <summary>The writers that this one has seen, those of the base aside.</summary>
    public IEnumerable<int> Known => _steps.Keys;

    /// <summary>No step was made after this counter of the writer. After a rollback it may be too high.</summary>
    public int Latest { get; private set; } = -1;

    /// <summary>From its counter <paramref name="own"/> on the writer had seen <paramref name="end"/> counters of another.</summary>
    public void Add(int own, int other, int end)
    {
        Latest = Math.Max(Latest, own);
        if (!_steps.TryGetValue(other, out List<Step>? steps)) _steps.Add(other, steps = []);
        steps.Add(new Step(own, end));
    }

    /// <summary>Takes back the steps made at or after a counter: the rollback of <see cref="Add"/>.</summary>
    public void Truncate(int own)
    {
        foreach (List<Step> steps in _steps.Values)
            while (steps.Count > 0 && steps[^1].Own >= own) steps.RemoveAt(steps.Count - 1);
    }

    /// <summary>How many counters of another writer this one had seen when it made its operation <paramref name="own"/>.</summary>
    public int SeenAt(int own, int other)
    {
        if (!_steps.TryGetValue(other, out List<Step>? steps)) return replicas[other].BaseEnd;
        int low = 0, high = steps.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (steps[middle].Own <= own) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? replicas[other].BaseEnd : steps[low - 1].End;
    }

    /// <summary>The steps by which each other writer became known, for snapshots.</summary>
    public IEnumerable<(int Other, IReadOnlyList<Step> Steps)> Others => _steps.Select(entry => (entry.Key, (IReadOnlyList<Step>)entry.Value));

    internal readonly record struct Step(int Own, int End);
}
