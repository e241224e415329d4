namespace Notion.Databases;

/// <summary>How much there may be of what people make. Edits beyond are refused; what merging brings beyond is kept and not read, so that no peer can make others pay for it.</summary>
public static class DatabaseLimits
{
    /// <summary>Properties of a database.</summary>
    public const int MaxProperties = 500;

    /// <summary>Options of a property.</summary>
    public const int MaxOptions = 1_000;

    /// <summary>Views of a database.</summary>
    public const int MaxViews = 200;

    /// <summary>UTF-16 units of a name.</summary>
    public const int MaxNameLength = 200;

    /// <summary>UTF-16 units of a text value.</summary>
    public const int MaxTextLength = 100_000;

    /// <summary>UTF-16 units of an address, an email or a phone number.</summary>
    public const int MaxAddressLength = 2_000;

    /// <summary>Members of one value: options, people, pages, files.</summary>
    public const int MaxItems = 1_000;

    /// <summary>Conditions of one filter.</summary>
    public const int MaxConditions = 200;

    /// <summary>Levels of groups in one filter.</summary>
    public const int MaxFilterDepth = 10;

    /// <summary>Sorts of one query.</summary>
    public const int MaxSorts = 20;

    /// <summary>Rows of one answer.</summary>
    public const int MaxPageSize = 1_000;

    /// <summary>UTF-16 units of a folded text that filters look at.</summary>
    public const int FilteredText = 2_000;

    /// <summary>UTF-16 units of a folded text that sorts look at.</summary>
    public const int SortedText = 100;
}
