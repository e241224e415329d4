namespace Notion.Workspace.Tests.Editing;

public class MarkdownShortcutTests
{
    [Theory]
    [InlineData("# Plan", EditorBlockTypes.Heading1, 2)]
    [InlineData("### x", EditorBlockTypes.Heading3, 4)]
    [InlineData("- x", EditorBlockTypes.BulletedListItem, 2)]
    [InlineData("[] x", EditorBlockTypes.ToDo, 3)]
    [InlineData("- [ ] x", EditorBlockTypes.ToDo, 6)]
    [InlineData("12. x", EditorBlockTypes.NumberedListItem, 4)]
    [InlineData("> x", EditorBlockTypes.Quote, 2)]
    public void AMarkAtTheStartSetsTheType(string text, string type, int length)
    {
        Assert.True(MarkdownShortcut.TryRead(text, out MarkdownShortcut shortcut));
        Assert.Equal(new MarkdownShortcut(type, length), shortcut);
    }

    [Theory]
    [InlineData("#Plan")]
    [InlineData("1.x")]
    [InlineData("1984. was a year")]
    [InlineData("a - b")]
    [InlineData("")]
    public void OtherTextStaysText(string text) => Assert.False(MarkdownShortcut.TryRead(text, out _));
}
