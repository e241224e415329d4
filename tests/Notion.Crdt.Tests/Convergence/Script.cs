using System.Globalization;

namespace Notion.Crdt.Tests.Convergence;

/// <summary>
/// What a person does, in words: <c>type ab 1 X</c>, <c>erase ab 0 2</c>, <c>split ab 1 as b</c>, <c>join cd</c>, <c>move ab under cd</c>, <c>move ab after cd</c>,
/// <c>move ab last</c>, <c>delete ab</c>, <c>restore ab</c>, <c>set ab k v</c>, <c>create x after ab</c>. Blocks go by the text that they had at first, or the name
/// after "as". Several steps are parted by semicolons.
/// </summary>
internal sealed class Script(Document document, Dictionary<string, BlockId> blocks)
{
    /// <summary>Does all steps in one transaction, and returns its update.</summary>
    public byte[] Do(string steps)
    {
        using Transaction edit = document.Begin();
        foreach (string step in steps.Split(';', StringSplitOptions.TrimEntries)) Do(edit, step.Split(' '));
        return edit.Commit().ToArray();
    }

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
            default: throw new InvalidOperationException($"No step is written \"{string.Join(' ', words)}\".");
        }
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
