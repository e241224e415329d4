namespace Notion.Databases;

/// <summary>How a text is compared with an operand.</summary>
public enum TextMatch
{
    /// <summary>They are the same.</summary>
    Whole,

    /// <summary>The operand is somewhere in it.</summary>
    Anywhere,

    /// <summary>It begins with the operand.</summary>
    Start,

    /// <summary>It ends with the operand.</summary>
    End,
}
