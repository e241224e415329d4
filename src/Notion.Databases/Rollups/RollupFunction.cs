namespace Notion.Databases;

/// <summary>What a rollup computes of the values of related rows.</summary>
public enum RollupFunction
{
    /// <summary>The values, each row's.</summary>
    ShowOriginal,

    /// <summary>The different values.</summary>
    ShowUnique,

    /// <summary>How many rows there are.</summary>
    Count,

    /// <summary>How many values there are; of several in a row, all.</summary>
    CountValues,

    /// <summary>How many different values there are.</summary>
    Unique,

    /// <summary>How many rows have none.</summary>
    Empty,

    /// <summary>How many rows have one.</summary>
    NotEmpty,

    /// <summary>The part of the rows that have none, from 0 to 1.</summary>
    PercentEmpty,

    /// <summary>The part of the rows that have one, from 0 to 1.</summary>
    PercentNotEmpty,

    /// <summary>How many are ticked.</summary>
    Checked,

    /// <summary>How many are not ticked.</summary>
    Unchecked,

    /// <summary>The part of the rows that are ticked, from 0 to 1.</summary>
    PercentChecked,

    /// <summary>The part of the rows that are not ticked, from 0 to 1.</summary>
    PercentUnchecked,

    /// <summary>The sum of the numbers.</summary>
    Sum,

    /// <summary>The mean of the numbers.</summary>
    Average,

    /// <summary>The middle of the numbers; the mean of the two in the middle of an even count.</summary>
    Median,

    /// <summary>The least number.</summary>
    Min,

    /// <summary>The greatest number.</summary>
    Max,

    /// <summary>The greatest number less the least.</summary>
    Range,

    /// <summary>The earliest start.</summary>
    EarliestDate,

    /// <summary>The latest end.</summary>
    LatestDate,

    /// <summary>From the earliest start to the latest end.</summary>
    DateRange,
}
