using static Notion.Databases.FilterOperator;

namespace Notion.Databases;

/// <summary>Which operators go with which types, and what they are called.</summary>
public static class FilterOperators
{
    private static readonly string[] Names =
    [
        "equals", "does_not_equal", "contains", "does_not_contain", "starts_with", "ends_with", "greater_than", "less_than", "greater_than_or_equal_to", "less_than_or_equal_to",
        "before", "after", "on_or_before", "on_or_after", "this_week", "past_week", "past_month", "past_year", "next_week", "next_month", "next_year", "is_empty", "is_not_empty",
    ];

    private static readonly FilterOperator[] Texts = [FilterOperator.Equals, DoesNotEqual, Contains, DoesNotContain, StartsWith, EndsWith, IsEmpty, IsNotEmpty];
    private static readonly FilterOperator[] Numbers = [FilterOperator.Equals, DoesNotEqual, GreaterThan, LessThan, GreaterThanOrEqualTo, LessThanOrEqualTo, IsEmpty, IsNotEmpty];
    private static readonly FilterOperator[] Flags = [FilterOperator.Equals, DoesNotEqual];
    private static readonly FilterOperator[] Choices = [FilterOperator.Equals, DoesNotEqual, IsEmpty, IsNotEmpty];
    private static readonly FilterOperator[] Members = [Contains, DoesNotContain, IsEmpty, IsNotEmpty];
    private static readonly FilterOperator[] Presence = [IsEmpty, IsNotEmpty];
    private static readonly FilterOperator[] Dates =
        [FilterOperator.Equals, Before, After, OnOrBefore, OnOrAfter, ThisWeek, PastWeek, PastMonth, PastYear, NextWeek, NextMonth, NextYear, IsEmpty, IsNotEmpty];

    /// <summary>The name, such as <c>does_not_equal</c>.</summary>
    public static string Name(this FilterOperator filterOperator) => Names[(int)filterOperator];

    /// <summary>The operator of a name; null where there is none.</summary>
    public static FilterOperator? Parse(string? name) => Array.IndexOf(Names, name) is >= 0 and int place ? (FilterOperator)place : null;

    /// <summary>Whether it asks without an operand.</summary>
    public static bool TakesNoOperand(this FilterOperator filterOperator) => filterOperator >= ThisWeek;

    /// <summary>The operators that go with a type; none for rollups, formulas and unknown types.</summary>
    public static IReadOnlyList<FilterOperator> For(PropertyType type) => type switch
    {
        PropertyType.Title or PropertyType.Text or PropertyType.Url or PropertyType.Email or PropertyType.Phone => Texts,
        PropertyType.Number or PropertyType.UniqueId => Numbers,
        PropertyType.Checkbox => Flags,
        PropertyType.Select or PropertyType.Status => Choices,
        PropertyType.MultiSelect or PropertyType.Relation or PropertyType.People or PropertyType.CreatedBy or PropertyType.LastEditedBy => Members,
        PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime => Dates,
        PropertyType.Files => Presence,
        _ => [],
    };
}
