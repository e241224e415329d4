namespace Notion.Crdt;

/// <summary>One atomic change in the making: others get all of it or nothing. Rolls back when disposed, unless committed.</summary>
/// <remarks>
/// <para>Each verb shows in the document at once. A verb that throws has had no effect, and the transaction can go on.</para>
/// <para>Verbs throw <see cref="CrdtException"/> with <see cref="CrdtErrorCode.UnknownBlock"/>, <see cref="CrdtErrorCode.BlockNotLive"/> or
/// <see cref="CrdtErrorCode.NotAllowedOnRoot"/> for a block that cannot serve, with <see cref="CrdtErrorCode.TransactionState"/> after the end, and
/// <see cref="ArgumentOutOfRangeException"/> for offsets and indexes outside the text or the children. Offsets and lengths are UTF-16 units of the text
/// as shown; one inside a surrogate pair gives <see cref="CrdtErrorCode.BrokenSurrogatePair"/>.</para>
/// </remarks>
public readonly ref partial struct Transaction : IDisposable
{
    private readonly Document _document;
    private readonly int _number;

    internal Transaction(Document document, int number)
    {
        _document = document;
        _number = number;
    }

    /// <summary>Creates a block.</summary>
    /// <param name="type">Its type, such as <c>text</c> or <c>heading_1</c>; any name of 1 to 1,024 bytes of UTF-8.</param>
    /// <param name="parent">The block under which it is shown; <see cref="BlockId.Root"/> for the top level.</param>
    /// <param name="index">Its place among the parent's shown children, from 0; -1: the last.</param>
    public BlockId CreateBlock(string type, BlockId parent, int index = -1)
    {
        Document.RequireName(type, nameof(type));
        return Editor.Create(type, Find(parent), index).Id;
    }

    /// <summary>Creates a block that comes from elsewhere and has a UUID there, by which it is found here, too: <see cref="Document.TryGetBlock(Guid, out Block)"/>.</summary>
    /// <remarks>The UUID is another name: the block's id derives from the operation, as every id does. Two people who import the same UUID at the same time make two blocks, and both stay;
    /// the UUID then names the one with the least id, everywhere the same.</remarks>
    /// <param name="type">Its type: any name of 1 to 1,024 bytes of UTF-8.</param>
    /// <param name="parent">The block under which it is shown; <see cref="BlockId.Root"/> for the top level.</param>
    /// <param name="uuid">The UUID.</param>
    /// <param name="index">Its place among the parent's shown children, from 0; -1: the last.</param>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.DuplicateBlock"/>: the document has a block of this UUID, perhaps in the trash.</exception>
    /// <exception cref="ArgumentException"><paramref name="uuid"/> is that of the root or the trash.</exception>
    public BlockId CreateBlock(string type, BlockId parent, Guid uuid, int index = -1)
    {
        Document.RequireName(type, nameof(type));
        var import = BlockId.From(uuid);
        if (import.IsFixed) throw new ArgumentException("This UUID stands for the page itself or its trash.", nameof(uuid));
        BlockEditor editor = Editor;
        if (Require().TryGetBlock(import, out Block there))
            throw new CrdtException(CrdtErrorCode.DuplicateBlock, $"The document has a block of the UUID {uuid}: {there.Id}. Use that one, restored if it is in the trash, or another UUID.");
        return editor.Create(type, Find(parent), index, import).Id;
    }

    /// <summary>Inserts text. What others insert at the same place at the same time stands before or after all of it, never in between.</summary>
    /// <param name="block">The block that shows the text.</param>
    /// <param name="offset">Where: from 0 to the text's length.</param>
    /// <param name="text">What: any text without half surrogate pairs.</param>
    public void InsertText(BlockId block, int offset, ReadOnlySpan<char> text) => Editor.InsertText(Find(block), offset, text);

    /// <summary>Deletes a range of the text.</summary>
    /// <param name="block">The block that shows the text.</param>
    /// <param name="offset">Where the range starts.</param>
    /// <param name="length">How long it is.</param>
    public void DeleteText(BlockId block, int offset, int length) => Editor.DeleteText(Find(block), offset, length);

    /// <summary>Cuts a block's text in two, as Enter does. What follows the offset becomes the text of a new block, which stands just after; children stay.</summary>
    /// <remarks>No character moves: what others type or erase on either side at the same time ends up on the side where they did it.</remarks>
    /// <param name="block">The block to split.</param>
    /// <param name="offset">Where to cut.</param>
    /// <param name="type">The new block's type; null: the same.</param>
    /// <returns>The new block.</returns>
    public BlockId Split(BlockId block, int offset, string? type = null)
    {
        if (type is not null) Document.RequireName(type, nameof(type));
        BlockNode node = Find(block);
        return Editor.Split(node, offset, type ?? node.Type).Id;
    }

    /// <summary>Joins a block into the one shown just before it, as Backspace at its start does: its text is shown after that one's, its children under that one.</summary>
    /// <param name="block">The block that goes.</param>
    /// <returns>The block that shows both texts.</returns>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.NothingToJoin"/>: it is the first of the page.</exception>
    public BlockId Join(BlockId block) => Editor.Join(Find(block)).Id;

    /// <summary>Moves a block and what is under it.</summary>
    /// <param name="block">The block.</param>
    /// <param name="parent">The block under which it is to be shown; <see cref="BlockId.Root"/> for the top level.</param>
    /// <param name="index">Its place among the parent's shown children, itself not counted; -1: the last.</param>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MoveIntoItself"/></exception>
    public void Move(BlockId block, BlockId parent, int index = -1) => Editor.Move(Find(block), Find(parent), index);

    /// <summary>Puts a block and what is shown under it into the trash. What others move or create in it at the same time escapes: it stands in its place.</summary>
    /// <param name="block">The block.</param>
    public void Delete(BlockId block) => Editor.Delete(Find(block));

    /// <summary>Takes a block out of the trash, with what is under it there.</summary>
    /// <param name="block">A block in the trash, or under one that is.</param>
    /// <param name="parent">The block under which it is to be shown; the default is the top level.</param>
    /// <param name="index">Its place among the parent's shown children; -1: the last.</param>
    public void Restore(BlockId block, BlockId parent = default, int index = -1) => Editor.Restore(Find(block), Find(parent), index);

    /// <summary>Sets a property. Of values set at the same time the one with the greatest timestamp wins, everywhere the same.</summary>
    /// <param name="block">The block, or <see cref="BlockId.Root"/> for the page's own.</param>
    /// <param name="key">1 to 1,024 bytes of UTF-8.</param>
    /// <param name="value">The value; <see cref="PropertyValue.Null"/> removes the property.</param>
    public void SetProperty(BlockId block, string key, PropertyValue value)
    {
        Document.RequireName(key, nameof(key));
        if (value.Kind == PropertyKind.String) Surrogates.ThrowIfBroken(value.AsString());
        Editor.SetProperty(Find(block), key, value);
    }

    /// <summary>Turns a block into one of another type.</summary>
    /// <param name="block">The block.</param>
    /// <param name="type">1 to 1,024 bytes of UTF-8.</param>
    public void SetType(BlockId block, string type)
    {
        Document.RequireName(type, nameof(type));
        Editor.SetType(Find(block), type);
    }

    /// <summary>Makes it permanent, then raises <see cref="Document.Changed"/>.</summary>
    /// <returns>The update for other replicas; empty when nothing was done. The memory is never written again.</returns>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.SchemaViolation"/>: the document was opened with a schema that does not allow it. The transaction stays open as it is.</exception>
    public ReadOnlyMemory<byte> Commit() => Require().Commit(_number);

    /// <summary>Commits what brings back what was, and so is no matter for the schema.</summary>
    internal ReadOnlyMemory<byte> CommitUnchecked() => Require().Commit(_number, isChecked: false);

    /// <summary>Rolls back, unless committed. May be called more than once.</summary>
    public void Dispose() => _document?.Rollback(_number);

    internal BlockEditor Editor => Require().Editor(_number);

    private BlockNode Find(BlockId id) => Require().Find(id);

    private Document Require() => _document
        ?? throw new CrdtException(CrdtErrorCode.TransactionState, "This is no transaction: begin one with Document.Begin.");
}
