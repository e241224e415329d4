namespace Notion.Databases;

/// <summary>What a condition asks. docs/databases.md says which go with which types, and what each means.</summary>
public enum FilterOperator
{
    /// <summary>The value is the operand; of dates, the day is.</summary>
    Equals,

    /// <summary>The opposite of <see cref="Equals"/>.</summary>
    DoesNotEqual,

    /// <summary>The text has the operand in it, or the value has the member.</summary>
    Contains,

    /// <summary>The opposite of <see cref="Contains"/>.</summary>
    DoesNotContain,

    /// <summary>The text begins with the operand.</summary>
    StartsWith,

    /// <summary>The text ends with the operand.</summary>
    EndsWith,

    /// <summary>The number is greater.</summary>
    GreaterThan,

    /// <summary>The number is less.</summary>
    LessThan,

    /// <summary>The number is greater, or the same.</summary>
    GreaterThanOrEqualTo,

    /// <summary>The number is less, or the same.</summary>
    LessThanOrEqualTo,

    /// <summary>The date starts before.</summary>
    Before,

    /// <summary>The date starts after; after the day, where the operand is one.</summary>
    After,

    /// <summary>The date starts before or on.</summary>
    OnOrBefore,

    /// <summary>The date starts after or on.</summary>
    OnOrAfter,

    /// <summary>The date starts in this week, Monday to Sunday.</summary>
    ThisWeek,

    /// <summary>The date starts in the 7 days before today, or today.</summary>
    PastWeek,

    /// <summary>The date starts between this day of the last month and today.</summary>
    PastMonth,

    /// <summary>The date starts between this day of the last year and today.</summary>
    PastYear,

    /// <summary>The date starts today or in the 7 days after.</summary>
    NextWeek,

    /// <summary>The date starts between today and this day of the next month.</summary>
    NextMonth,

    /// <summary>The date starts between today and this day of the next year.</summary>
    NextYear,

    /// <summary>There is no value.</summary>
    IsEmpty,

    /// <summary>There is a value.</summary>
    IsNotEmpty,
}
