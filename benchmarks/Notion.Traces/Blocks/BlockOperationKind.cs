namespace Notion.Traces;

/// <summary>What an operation of a block trace does; the letter that stands for it in the file.</summary>
public enum BlockOperationKind
{
    /// <summary>Creates a block under a parent.</summary>
    Create = 'c',

    /// <summary>Moves a block under a parent.</summary>
    Move = 'm',

    /// <summary>Sets a property.</summary>
    Property = 'p',

    /// <summary>Deletes a block.</summary>
    Delete = 'd',
}
