namespace Notion.Workspace.Client.Editing;

/// <summary>What typing "# " or "- " at the start of a paragraph turns it into.</summary>
/// <param name="Type">The type of block.</param>
/// <param name="Length">How much of the text is the mark and goes away.</param>
/// <param name="IsChecked">For a to-do: done already.</param>
public readonly record struct MarkdownShortcut(string Type, int Length, bool IsChecked = false)
{
    private static readonly (string Mark, string Type, bool IsChecked)[] Marks =
    [
        ("### ", EditorBlockTypes.Heading3, false),
        ("## ", EditorBlockTypes.Heading2, false),
        ("# ", EditorBlockTypes.Heading1, false),
        ("- [ ] ", EditorBlockTypes.ToDo, false),
        ("- [x] ", EditorBlockTypes.ToDo, true),
        ("[] ", EditorBlockTypes.ToDo, false),
        ("[ ] ", EditorBlockTypes.ToDo, false),
        ("[x] ", EditorBlockTypes.ToDo, true),
        ("- ", EditorBlockTypes.BulletedListItem, false),
        ("* ", EditorBlockTypes.BulletedListItem, false),
        ("> ", EditorBlockTypes.Quote, false),
    ];

    /// <summary>Reads the mark at the start of the text, if there is one.</summary>
    public static bool TryRead(string text, out MarkdownShortcut shortcut)
    {
        foreach ((string mark, string type, bool isChecked) in Marks)
        {
            if (!text.StartsWith(mark, StringComparison.Ordinal)) continue;
            shortcut = new MarkdownShortcut(type, mark.Length, isChecked);
            return true;
        }
        int digits = 0;
        while (digits < text.Length && digits < 3 && char.IsAsciiDigit(text[digits])) digits++;
        bool isNumber = digits > 0 && text.AsSpan(digits).StartsWith(". ");
        shortcut = isNumber ? new MarkdownShortcut(EditorBlockTypes.NumberedListItem, digits + 2) : default;
        return isNumber;
    }
}
