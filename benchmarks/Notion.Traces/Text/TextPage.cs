using Notion.Crdt;

namespace Notion.Traces;

/// <summary>
/// The page that text traces are replayed on: one block, made by one change that every replica starts from
/// (the same bytes in every process), so that traces contain nothing but text edits.
/// </summary>
public static class TextPage
{
    private static readonly ReadOnlyMemory<byte> Root = Create(out Block);

    /// <summary>The block that shows the text.</summary>
    public static readonly BlockId Block;

    /// <summary>A replica that holds the page with an empty text.</summary>
    public static Document Open(long replica)
    {
        var document = new Document(new ReplicaId(replica));
        document.Apply(Root.Span);
        return document;
    }

    /// <summary>The text as the replica shows it.</summary>
    public static string TextOf(Document document) => document.GetBlock(Block).Text;

    /// <summary>Does the patch, in UTF-16 units, in an open transaction.</summary>
    public static void Apply(Transaction transaction, in Patch patch)
    {
        if (patch.Deleted > 0) transaction.DeleteText(Block, patch.Position, patch.Deleted);
        if (patch.Inserted.Length > 0) transaction.InsertText(Block, patch.Position, patch.Inserted);
    }

    private static ReadOnlyMemory<byte> Create(out BlockId block)
    {
        var document = new Document(new ReplicaId(1_000), new DocumentOptions { TimeProvider = new StoppedClock() });
        using Transaction transaction = document.Begin();
        block = transaction.CreateBlock("paragraph", BlockId.Root);
        return transaction.Commit();
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
