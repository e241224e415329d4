namespace Notion.Databases;

/// <summary>Which rows are wanted: a condition, or a group of filters. Immutable.</summary>
public abstract record Filter
{
    private protected Filter()
    {
    }

    /// <summary>Rows that all of these are true of; every row where there are none.</summary>
    public static FilterGroup All(params IReadOnlyList<Filter> filters) => new(FilterLogic.And, filters);

    /// <summary>Rows that any of these is true of; no row where there are none.</summary>
    public static FilterGroup Any(params IReadOnlyList<Filter> filters) => new(FilterLogic.Or, filters);
}
