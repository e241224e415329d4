namespace Notion.Databases;

/// <summary>The types of formulas.</summary>
public enum FormulaType
{
    /// <summary>Text; no value is the empty text.</summary>
    Text,

    /// <summary>A finite number, or no value.</summary>
    Number,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A day or a moment, or no value.</summary>
    Date,
}
