using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>Does in a document what requests want: each as one change of the asker's.</summary>
internal static class BlockEdits
{
    /// <summary>Makes blocks under another.</summary>
    /// <returns>The blocks of the array, without those under them, and the update.</returns>
    public static (IReadOnlyList<ShownBlock> Made, ReadOnlyMemory<byte> Update) Append(Document document, FoundBlock under, BlockPlace place, IReadOnlyList<BlockDraft> drafts, Guid author)
    {
        Block parent = under.IsPage ? document.Root : under.LiveIn(document);
        Check(parent, drafts);
        int index = place.IndexIn(document, parent);
        using Transaction edit = document.Begin(author.ToString());
        BlockId[] made = new BlockId[drafts.Count];
        for (int i = 0; i < made.Length; i++) made[i] = Insert(edit, drafts[i], parent.Id, index < 0 ? -1 : index + i);
        ReadOnlyMemory<byte> update = edit.Commit();
        return ([.. made.Select(block => ShownBlock.Of(document.GetBlock(block)))], update);
    }

    /// <summary>Changes a block: what is different of its texts and properties; out of the trash, or into it.</summary>
    public static (ShownBlock Block, ReadOnlyMemory<byte> Update) Change(Document document, FoundBlock found, BlockDraft? draft, bool? inTrash, Guid author)
    {
        Block block = found.In(document);
        if (draft is not null && ApiBlockTypes.OfKind(block.Type) is var type && type != draft.Type)
            throw ApiException.Invalid($"body failed validation: the block is a {type?.Name ?? "block of another kind"}, and its type cannot be changed to {draft.Type.Name}.");
        if (block.IsLive ? inTrash == false && draft is null : inTrash == true && draft is null) return (ShownBlock.Of(block), default);
        using Transaction edit = document.Begin(author.ToString());
        if (!block.IsLive && inTrash == false) Restore(edit, document, block);
        else if (!block.IsLive) found.LiveIn(document);
        if (draft is not null) Change(edit, block, draft);
        if (inTrash == true) edit.Delete(block.Id);
        ReadOnlyMemory<byte> update = edit.Commit();
        return (ShownBlock.Of(block), update);
    }

    /// <summary>Makes a block, with all under it.</summary>
    public static BlockId Insert(in Transaction edit, BlockDraft draft, BlockId parent, int index)
    {
        BlockId block = edit.CreateBlock(draft.Type.Kind, parent, index);
        if (draft.Text is { Count: > 0 } text) edit.InsertText(block, 0, text);
        foreach ((string key, PropertyValue value) in draft.Values)
            if (value.Kind != PropertyKind.Null) edit.SetProperty(block, key, value);
        foreach ((string key, RichText piece) in draft.Texts)
            if (piece.Count > 0) edit.InsertText(block, key, 0, piece);
        foreach (BlockDraft child in draft.Children) Insert(edit, child, block, -1);
        return block;
    }

    private static void Change(in Transaction edit, Block block, BlockDraft draft)
    {
        if (draft.Cells >= 0 && draft.Cells != ShownBlock.WidthOf(block, block.Parent)) throw WrongCells(ShownBlock.WidthOf(block, block.Parent));
        if (draft.Text is { } text) TextEdits.Replace(edit, block.Id, null, block.RichText, text);
        foreach ((string key, PropertyValue value) in draft.Values)
            if (block[key] != value) edit.SetProperty(block.Id, key, value);
        foreach ((string key, RichText piece) in draft.Texts) TextEdits.Replace(edit, block.Id, key, block.GetRichText(key), piece);
    }

    private static void Restore(in Transaction edit, Document document, Block block)
    {
        if (!document.EnumerateTrash().Contains(block)) throw ApiException.Invalid("The block is in the trash with another one above it. Take that one out.");
        if (block.DeletedFrom is { } place) edit.Restore(block.Id, place.Parent.Id, place.Index);
        else edit.Restore(block.Id);
    }

    private static void Check(Block parent, IReadOnlyList<BlockDraft> drafts)
    {
        ApiBlockType? type = parent.IsRoot ? null : ApiBlockTypes.OfKind(parent.Type) ?? throw ApiException.Invalid("Blocks of this kind do not take children here.");
        foreach (BlockDraft draft in drafts)
        {
            if (!draft.Type.MayStandUnder(type)) throw ApiException.Invalid($"body failed validation: a {draft.Type.Name} cannot stand under a {type?.Name ?? "page"}.");
            if (type == ApiBlockTypes.Table && draft.Cells != ShownBlock.WidthOf(parent, null)) throw WrongCells(ShownBlock.WidthOf(parent, null));
        }
    }

    private static ApiException WrongCells(int width) => ApiException.Invalid($"body failed validation: each row of this table has {width} cells, as many as it has columns.");
}
