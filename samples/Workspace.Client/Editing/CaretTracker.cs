namespace Notion.Workspace.Client.Editing;

/// <summary>
/// Follows the characters that a caret stands between through somebody else's change: into the new block when they split the text,
/// into the block before when they join it, to the nearest block when they delete it.
/// </summary>
public static class CaretTracker
{
    /// <summary>Where the caret belongs after the changes.</summary>
    /// <param name="caret">Where it was.</param>
    /// <param name="text">The text that its block showed then.</param>
    /// <param name="before">The rows as they were.</param>
    /// <param name="changes">What changed.</param>
    /// <param name="document">The document as it is now.</param>
    public static Caret Follow(Caret caret, string text, IReadOnlyList<Row> before, IReadOnlyList<BlockChange> changes, Document document)
    {
        if (caret.Block == BlockId.Root) return caret;
        if (!document.TryGetBlock(caret.Block, out Block block) || !block.IsLive) return AfterLoss(caret, before, changes, document);
        if (Find(changes, caret.Block) is not { Text.Count: > 0 } change) return caret;

        if (change.Text is [{ Removed: > 0 } cut] && cut.Offset + cut.Removed == text.Length && caret.Offset > cut.Offset)
        {
            string tail = text[cut.Offset..];
            foreach (BlockChange other in changes)
            {
                if (!other.Kinds.HasFlag(BlockChangeKinds.Created) || !document.TryGetBlock(other.Block, out Block half)) continue;
                if (half.IsLive && half.Text.StartsWith(tail, StringComparison.Ordinal)) return new Caret(half.Id, caret.Offset - cut.Offset);
            }
        }
        int offset = caret.Offset;
        foreach (TextEdit edit in change.Text) offset = Carry(offset, edit);
        return caret with { Offset = offset };
    }

    /// <summary>Where an offset goes when a text is edited: text put in exactly there goes after it.</summary>
    public static int Carry(int offset, TextEdit edit) =>
        offset <= edit.Offset ? offset
        : offset >= edit.Offset + edit.Removed ? offset + edit.Inserted.Length - edit.Removed
        : edit.Offset;

    private static Caret AfterLoss(Caret caret, IReadOnlyList<Row> before, IReadOnlyList<BlockChange> changes, Document document)
    {
        int at = before.Count - 1;
        while (at >= 0 && before[at].Id != caret.Block) at--;
        for (int above = at - 1; above >= 0; above--)
        {
            if (!document.TryGetBlock(before[above].Id, out Block block) || !block.IsLive) continue;
            bool isJoined = Find(changes, block.Id) is { Text: [.., { Inserted.Length: > 0 }] };
            if (!isJoined) return new Caret(block.Id, block.TextLength);
            TextEdit joined = Find(changes, block.Id)!.Text[^1];
            return new Caret(block.Id, joined.Offset + Math.Min(caret.Offset, joined.Inserted.Length));
        }
        return new Caret(BlockId.Root, PageEditor.TitleOf(document).Length);
    }

    private static BlockChange? Find(IReadOnlyList<BlockChange> changes, BlockId id)
    {
        foreach (BlockChange change in changes)
            if (change.Block == id) return change;
        return null;
    }
}
