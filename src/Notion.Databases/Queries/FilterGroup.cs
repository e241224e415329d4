namespace Notion.Databases;

/// <summary>Filters that go together.</summary>
/// <param name="Logic">All of them, or any.</param>
/// <param name="Members">The filters.</param>
public sealed record FilterGroup(FilterLogic Logic, IReadOnlyList<Filter> Members) : Filter
{
    /// <summary>The same logic over equal filters in the same order.</summary>
    public bool Equals(FilterGroup? other) => other is not null && Logic == other.Logic && Members.SequenceEqual(other.Members);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Logic, Members.Count);
}
