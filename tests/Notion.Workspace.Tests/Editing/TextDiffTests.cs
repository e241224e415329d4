using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Notion.Workspace.Tests.Editing;

public class TextDiffTests
{
    [Property]
    public Property OneReplacementTurnsAnyTextIntoAnyOtherAndCutsNoPair() => Prop.ForAll(Texts(), Texts(), (before, after) =>
    {
        if (TextDiff.Between(before, after) is not { } edit) return before == after;
        string changed = before.Remove(edit.Offset, edit.Removed).Insert(edit.Offset, edit.Inserted);
        return changed == after && IsWhole(edit.Inserted) && IsWhole(before.Substring(edit.Offset, edit.Removed));
    });

    [Property]
    public Property WithTheCaretAnInsertionIsExactlyWhatWasTyped() => Prop.ForAll(Texts(), Texts(), Gen.Choose(0, 1000).ToArbitrary(), (before, typed, at) =>
    {
        int offset = OnBoundary(before, at % (before.Length + 1));
        TextEdit? edit = TextDiff.Between(before, before.Insert(offset, typed), offset + typed.Length);
        return typed.Length == 0 ? edit is null : edit == new TextEdit(offset, 0, typed);
    });

    [Fact]
    public void TheCaretSaysWhichOfManyEqualLettersIsNew() =>
        Assert.Equal(new TextEdit(1, 0, "a"), TextDiff.Between("aaa", "aaaa", caret: 2));

    [Fact]
    public void OneSmileyForAnotherReplacesTheWholePair() =>
        Assert.Equal(new TextEdit(1, 2, "😁"), TextDiff.Between("x😀y", "x😁y"));

    [Fact]
    public void AnEditIsCarriedOverWhatItDidNotSee()
    {
        var typedAtTheEnd = new TextEdit(5, 0, "!");
        Assert.Equal(new TextEdit(7, 0, "!"), TextDiff.Over(typedAtTheEnd, new TextEdit(0, 0, "oh")));
        Assert.Equal(typedAtTheEnd, TextDiff.Over(typedAtTheEnd, new TextEdit(9, 3, "")));
        var removedInTheMiddle = new TextEdit(2, 4, "");
        Assert.Equal(new TextEdit(2, 1, ""), TextDiff.Over(removedInTheMiddle, new TextEdit(3, 5, "kept")));
        Assert.Equal(new TextEdit(5, 2, ""), TextDiff.Over(removedInTheMiddle, new TextEdit(1, 3, "kept")));
    }

    /// <summary>Texts with repeated letters and with characters of two units, which are where a diff goes wrong.</summary>
    private static Arbitrary<string> Texts() =>
        Gen.Elements("a", "b", "😀", "😁", "🚀", "é").ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary();

    private static int OnBoundary(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;

    private static bool IsWhole(string text) => (text.Length == 0 || !char.IsLowSurrogate(text[0])) && (text.Length == 0 || !char.IsHighSurrogate(text[^1]));
}
