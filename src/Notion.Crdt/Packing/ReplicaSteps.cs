namespace Notion.Crdt;

/// <summary>What a replica had newly seen at each of its changes, and under which author it made them where that changed: what the state says of changes themselves. Asked in order.</summary>
internal sealed class ReplicaSteps
{
    private readonly IReadOnlyList<AuthorSteps.Step> _authors;
    private readonly Dependency[] _dependencies;
    private readonly int[] _counters;
    private int _at, _author;

    public ReplicaSteps(ReplicaTable replicas, ReplicaState replica, int end)
    {
        _authors = replica.Authors.Steps;
        var steps = new List<(int Own, Dependency Seen)>();
        foreach ((int other, IReadOnlyList<Knowledge.Step> known) in replica.Knowledge.Others)
            foreach (Knowledge.Step step in known)
                if (step.Own < end) steps.Add((step.Own, new Dependency(replicas[other].Id, step.End)));
        steps.Sort(static (left, right) => left.Own != right.Own ? left.Own.CompareTo(right.Own) : left.Seen.Replica.CompareTo(right.Seen.Replica));
        _dependencies = [.. steps.Select(step => step.Seen)];
        _counters = [.. steps.Select(step => step.Own)];
        Bounds = [.. _counters.Concat(_authors.Select(step => step.Counter)).Where(counter => counter < end).Distinct().Order()];
    }

    /// <summary>The counters at which a change begins because of it.</summary>
    public int[] Bounds { get; }

    /// <summary>What was newly seen at a counter, sorted by replica.</summary>
    /// <param name="counter">The counter; not below the last that was asked for.</param>
    /// <param name="author">The new author, empty for none; null where it is the same.</param>
    public ReadOnlySpan<Dependency> At(int counter, out string? author)
    {
        while (_author < _authors.Count && _authors[_author].Counter < counter) _author++;
        author = _author < _authors.Count && _authors[_author].Counter == counter ? _authors[_author].Author ?? string.Empty : null;
        while (_at < _counters.Length && _counters[_at] < counter) _at++;
        int end = _at;
        while (end < _counters.Length && _counters[end] == counter) end++;
        return _dependencies.AsSpan(_at, end - _at);
    }
}
