namespace Notion.Databases;

/// <summary>How the filters of a group go together.</summary>
public enum FilterLogic
{
    /// <summary>All of them.</summary>
    And,

    /// <summary>Any of them.</summary>
    Or,
}
