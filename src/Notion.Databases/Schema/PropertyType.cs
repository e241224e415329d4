namespace Notion.Databases;

/// <summary>The types of properties. docs/databases.md says what each holds.</summary>
public enum PropertyType
{
    /// <summary>A type of a later version: kept, not shown.</summary>
    Unknown,

    /// <summary>The row's title; every database has one, and only one.</summary>
    Title,

    /// <summary>Text with marks, edited together; <c>rich_text</c> in Notion's API.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One of some options.</summary>
    Select,

    /// <summary>Any of some options.</summary>
    MultiSelect,

    /// <summary>One of some options, which stand in groups from to do to complete.</summary>
    Status,

    /// <summary>A day or a moment, or a range of them.</summary>
    Date,

    /// <summary>Users.</summary>
    People,

    /// <summary>Files by their addresses.</summary>
    Files,

    /// <summary>True or false.</summary>
    Checkbox,

    /// <summary>An address on the web.</summary>
    Url,

    /// <summary>An email address.</summary>
    Email,

    /// <summary>A phone number; <c>phone_number</c> in Notion's API.</summary>
    Phone,

    /// <summary>Rows of a database.</summary>
    Relation,

    /// <summary>What is computed of a property of related rows.</summary>
    Rollup,

    /// <summary>What is computed of other properties of the row.</summary>
    Formula,

    /// <summary>A number that no other row has.</summary>
    UniqueId,

    /// <summary>When the row was made.</summary>
    CreatedTime,

    /// <summary>Who made the row.</summary>
    CreatedBy,

    /// <summary>When the row was last edited.</summary>
    LastEditedTime,

    /// <summary>Who last edited the row.</summary>
    LastEditedBy,
}
