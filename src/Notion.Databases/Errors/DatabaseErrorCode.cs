namespace Notion.Databases;

/// <summary>What went wrong, for programs; the exception's message says it for people.</summary>
public enum DatabaseErrorCode
{
    /// <summary>The database has no such property; it may have been removed.</summary>
    UnknownProperty = 1,

    /// <summary>The property has no such option; it may have been removed.</summary>
    UnknownOption = 2,

    /// <summary>The database has no such view.</summary>
    UnknownView = 3,

    /// <summary>Another property or option has this name.</summary>
    DuplicateName = 4,

    /// <summary>A name is empty or too long.</summary>
    InvalidName = 5,

    /// <summary>What is asked for does not go with the property's type.</summary>
    WrongType = 6,

    /// <summary>The value does not fit the property.</summary>
    InvalidValue = 7,

    /// <summary>More than there may be: properties, options, members, conditions.</summary>
    LimitExceeded = 8,

    /// <summary>The filter is malformed, or does not go with the schema.</summary>
    InvalidFilter = 9,

    /// <summary>The sorts are malformed, or do not go with the schema.</summary>
    InvalidSort = 10,

    /// <summary>The cursor is none, or belongs to another query.</summary>
    InvalidCursor = 11,

    /// <summary>The rows cannot be put into groups by this property.</summary>
    InvalidGrouping = 12,

    /// <summary>A formula cannot be read, or its parts do not fit together. The message says where.</summary>
    InvalidFormula = 13,
}
