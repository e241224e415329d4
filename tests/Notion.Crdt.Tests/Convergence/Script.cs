using System.Globalization;

namespace Notion.Crdt.Tests.Convergence;

/// <summary>
/// What a person does, in words: <c>type ab 1 X</c>, <c>erase ab 0 2</c>, <c>split ab 1 as b</c>, <c>join cd</c>, <c>move ab under cd</c>, <c>move ab after cd</c>,
/// <c>move ab last</c>, <c>delete ab</c>, <c>restore ab</c>, <c>set ab k v</c>, <c>create x after ab</c>, <c>mark ab 0 1 bold</c>, <c>mark ab 0 1 color red</c>, <c>mark ab 0 1 comment#1</c>,
/// <c>unmark ab 0 1 bold</c>, <c>add ab k v</c> and <c>remove ab k v</c> for a set, <c>count ab k 1</c>, <c>retype ab quote</c>, <c>title ab 0 X</c> and <c>untitle ab 0 1</c> for the text of a property; or <c>undo</c>, which takes the last one of this person back. Blocks
/// go by the text that they had at first, or the name after "as". Several steps are parted by semicolons.
/// </summary>
internal sealed class Script(Document document, Dictionary<string, BlockId> blocks) : IDisposable
{
    private readonly UndoHistory _history = new(document, new UndoHistoryOptions { GroupingInterval = TimeSpan.Zero });

    /// <summary>Does all steps in one transaction, and returns its update; empty where there was nothing to do.</summary>
    public byte[] Do(string steps)
    {
        if (steps == "undo") return _history.Undo().Update.ToArray();
        using Transaction edit = document.Begin();
        foreach (string step in steps.Split(';', StringSplitOptions.TrimEntries)) Do(edit, step.Split(' '));
        return edit.Commit().ToArray();
    }

    public void Dispose() => _history.Dispose();

    private void Do(in Transaction edit, string[] words)
    {
        switch (words)
        {
            case ["type", var block, var offset, var text]: edit.InsertText(Block(block), Number(offset), text); break;
            case ["erase", var block, var offset, var length]: edit.DeleteText(Block(block), Number(offset), Number(length)); break;
            case ["split", var block, var offset]: edit.Split(Block(block), Number(offset)); break;
            case ["split", var block, var offset, "as", var name]: blocks[name] = edit.Split(Block(block), Number(offset)); break;
            case ["join", var block]: edit.Join(Block(block)); break;
            case ["move", var block, .. var place]:
                (BlockId parent, int index) = Place(place, Block(block));
                edit.Move(Block(block), parent, index);
                break;
            case ["delete", var block]: edit.Delete(Block(block)); break;
            case ["restore", var block]: edit.Restore(Block(block)); break;
            case ["restore", var block, .. var place]:
                (parent, index) = Place(place, Block(block));
                edit.Restore(Block(block), parent, index);
                break;
            case ["set", var block, var key, var value]: edit.SetProperty(Block(block), key, value); break;
            case ["unset", var block, var key]: edit.SetProperty(Block(block), key, PropertyValue.Null); break;
            case ["create", var name, .. var place]:
                (parent, index) = Place(place, default);
                blocks[name] = edit.CreateBlock("text", parent, index);
                edit.InsertText(blocks[name], 0, name);
                break;
            case ["mark", var block, var offset, var length, var type]: Mark(edit, block, offset, length, type, true); break;
            case ["mark", var block, var offset, var length, var type, var value]: Mark(edit, block, offset, length, type, value); break;
            case ["unmark", var block, var offset, var length, var type]: Mark(edit, block, offset, length, type, PropertyValue.Null); break;
            case ["add", var block, var key, var value]: edit.AddToSet(Block(block), key, value); break;
            case ["remove", var block, var key, var value]: edit.RemoveFromSet(Block(block), key, value); break;
            case ["count", var block, var key, var amount]: edit.Increment(Block(block), key, Number(amount)); break;
            case ["title", var block, var offset, var text]: edit.InsertText(Block(block), "title", Number(offset), text); break;
            case ["untitle", var block, var offset, var length]: edit.DeleteText(Block(block), "title", Number(offset), Number(length)); break;
            case ["retype", var block, var type]: edit.SetType(Block(block), type); break;
            default: throw new InvalidOperationException($"No step is written \"{string.Join(' ', words)}\".");
        }
    }

    private void Mark(in Transaction edit, string block, string offset, string length, string type, PropertyValue value)
    {
        string[] parts = type.Split('#');
        edit.Mark(Block(block), Number(offset), Number(length), parts[0], parts.ElementAtOrDefault(1), value);
    }

    private (BlockId Parent, int Index) Place(string[] words, BlockId moving)
    {
        switch (words)
        {
            case ["under", var parent]: return (Block(parent), -1);
            case ["last"]: return (BlockId.Root, -1);
            case ["before" or "after", var name]:
                Block sibling = document.GetBlock(Block(name)), under = sibling.Parent!.Value;
                List<BlockId> others = [.. under.Children.Select(child => child.Id).Where(id => id != moving)];
                return (under.Id, others.IndexOf(sibling.Id) + (words[0] == "after" ? 1 : 0));
            default: throw new InvalidOperationException($"No place is written \"{string.Join(' ', words)}\".");
        }
    }

    private BlockId Block(string name) => name == "page" ? BlockId.Root : blocks[name];

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
