namespace Notion.Workspace.Tests.Editing;

public class MarkdownShortcutTests
{
    [Theory]
    [InlineData("# Plan", BlockTypes.Heading1, 2)]
    [InlineData("### x", BlockTypes.Heading3, 4)]
    [InlineData("- x", BlockTypes.BulletedListItem, 2)]
    [InlineData("[] x", BlockTypes.ToDo, 3)]
    [InlineData("- [ ] x", BlockTypes.ToDo, 6)]
    [InlineData("12. x", BlockTypes.NumberedListItem, 4)]
    [InlineData("> x", BlockTypes.Quote, 2)]
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
