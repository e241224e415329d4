namespace Notion.Workspace.Client.Editing;

/// <summary>What a key or a menu asks for. The names are those that <c>editor.js</c> sends.</summary>
public enum BlockCommand
{
    /// <summary>Enter.</summary>
    Enter,

    /// <summary>Backspace at the start.</summary>
    JoinPrevious,

    /// <summary>Delete at the end.</summary>
    JoinNext,

    /// <summary>Tab.</summary>
    Indent,

    /// <summary>Shift+Tab.</summary>
    Outdent,

    /// <summary>Alt+Up.</summary>
    MoveUp,

    /// <summary>Alt+Down.</summary>
    MoveDown,

    /// <summary>Ctrl+Enter: ticks a to-do.</summary>
    Toggle,

    /// <summary>Ctrl+Shift+Backspace: the whole block.</summary>
    Delete,
}
