namespace Notion.Workspace.Tests.Tabs;

/// <summary>A block as a tab shows it.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Depth">How deep it is nested.</param>
/// <param name="Text">Its text.</param>
internal sealed record ShownBlock(string Type, int Depth, string Text)
{
    /// <summary>A paragraph at the top.</summary>
    public static ShownBlock Paragraph(string text, int depth = 0) => new("paragraph", depth, text);

    /// <inheritdoc/>
    public override string ToString() => $"{new string(' ', Depth * 2)}[{Type}] {Text}";
}
