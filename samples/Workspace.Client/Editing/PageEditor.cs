namespace Notion.Workspace.Client.Editing;

/// <summary>
/// What the keys do to a page, as transactions on its document. Each command returns where the caret goes, or null where it stays.
/// Knows nothing of the browser. A selection lies within one block: <c>start</c> to <c>end</c>, equal when it is only a caret.
/// </summary>
public sealed class PageEditor(Document document, string? author)
{
    /// <summary>Replaces part of a block's text; for the root, of the page's title.</summary>
    public void Replace(BlockId id, TextEdit edit)
    {
        using Transaction tx = document.Begin(author);
        if (id == BlockId.Root)
        {
            string title = TitleOf(document);
            tx.SetProperty(id, PageProperties.Title, title.Remove(edit.Offset, edit.Removed).Insert(edit.Offset, edit.Inserted));
        }
        else
        {
            if (edit.Removed > 0) tx.DeleteText(id, edit.Offset, edit.Removed);
            if (edit.Inserted.Length > 0) tx.InsertText(id, edit.Offset, edit.Inserted);
        }
        tx.Commit();
    }

    /// <summary>Turns a paragraph that starts with a Markdown mark into what the mark stands for.</summary>
    public bool ApplyShortcut(BlockId id)
    {
        Block block = document.GetBlock(id);
        if (block.IsRoot || block.Type != EditorBlockTypes.Paragraph || !MarkdownShortcut.TryRead(block.Text, out MarkdownShortcut shortcut)) return false;
        using Transaction tx = document.Begin(author);
        tx.DeleteText(id, 0, shortcut.Length);
        Turn(tx, id, shortcut);
        tx.Commit();
        return true;
    }

    /// <summary>Enter: splits the block, or leaves a list from an empty item.</summary>
    public Caret? Enter(BlockId id, int start, int end)
    {
        Block block = document.GetBlock(id);
        if (block.IsRoot) return InsertParagraph(BlockId.Root, 0);
        int length = block.TextLength - (end - start);
        if (length == 0 && block.Type != EditorBlockTypes.Paragraph)
        {
            if (block.Parent is { IsRoot: false } && Outdent(id)) return new Caret(id, 0);
            SetType(id, EditorBlockTypes.Paragraph);
            return new Caret(id, 0);
        }

        using Transaction tx = document.Begin(author);
        if (end > start) tx.DeleteText(id, start, end - start);
        Caret caret;
        if (start == 0 && length > 0)
        {
            // The text keeps its block, and with it whatever refers to that block: room is made above it.
            tx.CreateBlock(EditorBlockTypes.After(block.Type), block.Parent!.Value.Id, block.Index);
            caret = new Caret(id, 0);
        }
        else if (start == length && block.ChildCount > 0)
        {
            caret = new Caret(tx.CreateBlock(EditorBlockTypes.After(block.Type), id, 0), 0);
        }
        else
        {
            // The children follow the second half, so that the page still reads in the same order.
            BlockId[] children = [.. block.Children.Select(child => child.Id)];
            BlockId second = tx.Split(id, start, EditorBlockTypes.After(block.Type));
            foreach (BlockId child in children) tx.Move(child, second);
            caret = new Caret(second, 0);
        }
        tx.Commit();
        return caret;
    }

    /// <summary>Backspace at the start: a list item or heading becomes text; text joins the block before it.</summary>
    public Caret? JoinPrevious(BlockId id)
    {
        Block block = document.GetBlock(id);
        if (block.IsRoot) return null;
        if (block.Type != EditorBlockTypes.Paragraph)
        {
            SetType(id, EditorBlockTypes.Paragraph);
            return new Caret(id, 0);
        }
        if (Before(id) is not { } previous) return new Caret(BlockId.Root, TitleOf(document).Length);
        return Join(id, previous);
    }

    /// <summary>Delete at the end: the next block joins this one.</summary>
    public Caret? JoinNext(BlockId id)
    {
        if (id == BlockId.Root || After(id) is not { } next) return null;
        return Join(next.Id, document.GetBlock(id));
    }

    /// <summary>Tab: under the previous sibling.</summary>
    public bool Indent(BlockId id)
    {
        Block block = document.GetBlock(id);
        if (block.IsRoot || block.Index == 0) return false;
        BlockId sibling = block.Parent!.Value.Children[block.Index - 1].Id;
        using Transaction tx = document.Begin(author);
        tx.Move(id, sibling);
        tx.Commit();
        return true;
    }

    /// <summary>Shift+Tab: out to the level of the parent. Siblings below come along as children, so that the page still reads in the same order.</summary>
    public bool Outdent(BlockId id)
    {
        Block block = document.GetBlock(id);
        if (block.IsRoot || block.Parent is not { IsRoot: false } parent) return false;
        BlockId[] below = [.. parent.Children.Skip(block.Index + 1).Select(sibling => sibling.Id)];
        using Transaction tx = document.Begin(author);
        tx.Move(id, parent.Parent!.Value.Id, parent.Index + 1);
        foreach (BlockId sibling in below) tx.Move(sibling, id);
        tx.Commit();
        return true;
    }

    /// <summary>Alt+Up: before the previous sibling, or out before the parent.</summary>
    public bool MoveUp(BlockId id)
    {
        Block block = document.GetBlock(id);
        if (block.IsRoot) return false;
        Block parent = block.Parent!.Value;
        if (block.Index == 0 && parent.IsRoot) return false;
        using Transaction tx = document.Begin(author);
        if (block.Index > 0) tx.Move(id, parent.Id, block.Index - 1);
        else tx.Move(id, parent.Parent!.Value.Id, parent.Index);
        tx.Commit();
        return true;
    }

    /// <summary>Alt+Down: after the next sibling, or out after the parent.</summary>
    public bool MoveDown(BlockId id)
    {
        Block block = document.GetBlock(id);
        if (block.IsRoot) return false;
        Block parent = block.Parent!.Value;
        bool isLast = block.Index == parent.ChildCount - 1;
        if (isLast && parent.IsRoot) return false;
        using Transaction tx = document.Begin(author);
        if (isLast) tx.Move(id, parent.Parent!.Value.Id, parent.Index + 1);
        else tx.Move(id, parent.Id, block.Index + 1);
        tx.Commit();
        return true;
    }

    /// <summary>To the trash, with everything under it.</summary>
    public Caret? Delete(BlockId id)
    {
        Block block = document.GetBlock(id);
        if (block.IsRoot) return null;
        Caret caret = Before(id) is { } previous ? new Caret(previous.Id, previous.TextLength) : new Caret(BlockId.Root, TitleOf(document).Length);
        using Transaction tx = document.Begin(author);
        tx.Delete(id);
        tx.Commit();
        return caret;
    }

    /// <summary>Pastes plain text over the selection. Each further line becomes a block, its Markdown mark its type.</summary>
    public Caret? Paste(BlockId id, int start, int end, string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Block block = document.GetBlock(id);
        if (block.IsRoot) lines = [string.Join(' ', lines)];
        if (lines.Length == 1)
        {
            Replace(id, new TextEdit(start, end - start, lines[0]));
            return new Caret(id, start + lines[0].Length);
        }

        (BlockId parent, int index) = (block.Parent!.Value.Id, block.Index);
        using Transaction tx = document.Begin(author);
        if (end > start) tx.DeleteText(id, start, end - start);
        bool hasTail = block.TextLength > end;
        BlockId last = hasTail ? tx.Split(id, start, EditorBlockTypes.Paragraph) : tx.CreateBlock(EditorBlockTypes.Paragraph, parent, index + 1);
        if (lines[0].Length > 0) tx.InsertText(id, start, lines[0]);
        for (int i = 1; i < lines.Length; i++)
        {
            bool isLast = i == lines.Length - 1;
            BlockId line = isLast ? last : tx.CreateBlock(EditorBlockTypes.Paragraph, parent, index + i);
            string content = lines[i];
            if (MarkdownShortcut.TryRead(content, out MarkdownShortcut shortcut))
            {
                content = content[shortcut.Length..];
                Turn(tx, line, shortcut);
            }
            if (content.Length > 0) tx.InsertText(line, 0, content);
            if (isLast)
            {
                tx.Commit();
                return new Caret(line, content.Length);
            }
        }
        return null;
    }

    /// <summary>Turns a block into another type.</summary>
    public void SetType(BlockId id, string type)
    {
        using Transaction tx = document.Begin(author);
        tx.SetType(id, type);
        tx.Commit();
    }

    /// <summary>Ticks a to-do, or clears it.</summary>
    public void SetChecked(BlockId id, bool isChecked)
    {
        using Transaction tx = document.Begin(author);
        tx.SetProperty(id, EditorBlockTypes.Checked, isChecked);
        tx.Commit();
    }

    /// <summary>Ctrl+Enter: ticks a to-do, or clears it. Other blocks have nothing to tick.</summary>
    public bool Toggle(BlockId id)
    {
        Block block = document.GetBlock(id);
        if (block.Type != EditorBlockTypes.ToDo) return false;
        SetChecked(id, !IsChecked(block));
        return true;
    }

    /// <summary>Makes an empty paragraph.</summary>
    public Caret InsertParagraph(BlockId parent, int index)
    {
        using Transaction tx = document.Begin(author);
        BlockId id = tx.CreateBlock(EditorBlockTypes.Paragraph, parent, index);
        tx.Commit();
        return new Caret(id, 0);
    }

    /// <summary>Whether a to-do is done.</summary>
    public static bool IsChecked(Block block) => block[EditorBlockTypes.Checked] is { Kind: PropertyKind.Boolean } value && value.AsBoolean();

    /// <summary>The page's title; empty when it has none.</summary>
    public static string TitleOf(Document document) => document.Root[PageProperties.Title] is { Kind: PropertyKind.String } title ? title.AsString() : string.Empty;

    private Caret Join(BlockId id, Block previous)
    {
        int meeting = previous.TextLength;
        using Transaction tx = document.Begin(author);
        BlockId into = tx.Join(id);
        tx.Commit();
        return new Caret(into, meeting);
    }

    private static void Turn(Transaction tx, BlockId id, MarkdownShortcut shortcut)
    {
        tx.SetType(id, shortcut.Type);
        if (shortcut.IsChecked) tx.SetProperty(id, EditorBlockTypes.Checked, true);
    }

    private Block? Before(BlockId id)
    {
        Block? previous = null;
        foreach (Block block in document.EnumerateBlocks())
        {
            if (block.Id == id) return previous;
            previous = block;
        }
        return null;
    }

    private Block? After(BlockId id)
    {
        bool found = false;
        foreach (Block block in document.EnumerateBlocks())
        {
            if (found) return block;
            found = block.Id == id;
        }
        return null;
    }
}
