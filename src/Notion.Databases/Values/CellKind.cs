namespace Notion.Databases;

/// <summary>The kinds of <see cref="CellValue"/>.</summary>
public enum CellKind
{
    /// <summary>No value.</summary>
    Empty,

    /// <summary>Text, with or without marks.</summary>
    Text,

    /// <summary>A finite number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A day or a moment, or a range of them.</summary>
    Date,

    /// <summary>The id of one option.</summary>
    Choice,

    /// <summary>Ids: of options, users or pages.</summary>
    Items,

    /// <summary>Files.</summary>
    Files,

    /// <summary>Values of several rows: what a rollup shows.</summary>
    List,
}
