namespace Notion.Databases;

/// <summary>How rows are put into groups, once a property is matched with the schema. Immutable.</summary>
/// <param name="Property">The property's id.</param>
/// <param name="Slot">Where its values are.</param>
/// <param name="Kind">What the groups are.</param>
public sealed record RowGrouping(string Property, string Slot, RowGroupingKind Kind)
{
    /// <summary>With <see cref="RowGroupingKind.Options"/>: the options in order, each with all ids that stand for it.</summary>
    public IReadOnlyList<(string Id, IReadOnlyList<string> Ids)> Options { get; init; } = [];

    /// <summary>The test for the rows of one group.</summary>
    /// <param name="key">The group's key: an id, <c>true</c> or <c>false</c>; null for the rows without a value.</param>
    public RowTest Test(string? key)
    {
        switch (Kind)
        {
            case RowGroupingKind.Flag:
                RowTest isSet = new RowTest.InRange(Slot, 1, true, 1, true);
                return key == "true" ? isSet : new RowTest.Not(isSet);
            case RowGroupingKind.Options when key is null:
                return new RowTest.Not(new RowTest.HasItem(Slot, [.. Options.SelectMany(option => option.Ids)]));
            case RowGroupingKind.Options:
                foreach ((string id, IReadOnlyList<string> ids) in Options)
                    if (id == key) return new RowTest.HasItem(Slot, ids);
                return RowTest.Never;
            default:
                return key is null ? new RowTest.Not(new RowTest.Present(Slot)) : new RowTest.HasItem(Slot, [key]);
        }
    }
}
