namespace Notion.Databases;

/// <summary>
/// What a filter comes to: a tree of tests, each true or false of every row (a row without a value is false of all but <see cref="Not"/>), over folded texts, numbers and ids in slots.
/// One tree is evaluated in memory and translated to SQL, so both mean the same. Immutable.
/// </summary>
public abstract record RowTest
{
    private protected RowTest()
    {
    }

    /// <summary>True of every row.</summary>
    public static RowTest Always { get; } = new AllOf([]);

    /// <summary>True of no row.</summary>
    public static RowTest Never { get; } = new AnyOf([]);

    /// <summary>All of the tests are true.</summary>
    public sealed record AllOf(IReadOnlyList<RowTest> Tests) : RowTest;

    /// <summary>One of the tests is true.</summary>
    public sealed record AnyOf(IReadOnlyList<RowTest> Tests) : RowTest;

    /// <summary>The test is not true.</summary>
    public sealed record Not(RowTest Test) : RowTest;

    /// <summary>There is a value, and for texts one that is not empty.</summary>
    public sealed record Present(string Slot) : RowTest;

    /// <summary>The folded text equals, has, begins or ends with the folded operand, which is not empty.</summary>
    public sealed record TextIs(string Slot, TextMatch Match, string Folded) : RowTest;

    /// <summary>The number, or the moment in milliseconds since 1970, lies in a range.</summary>
    public sealed record InRange(string Slot, double From, bool IncludesFrom, double To, bool IncludesTo) : RowTest;

    /// <summary>One of the value's ids is among these.</summary>
    public sealed record HasItem(string Slot, IReadOnlyList<string> Ids) : RowTest;
}
