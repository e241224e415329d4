using Notion.Crdt;

namespace Notion.Server.Tests.Running;

/// <summary>Short ways to write into a document.</summary>
internal static class Writing
{
    public static (BlockId Block, ReadOnlyMemory<byte> Update) Paragraph(this Document document, string text)
    {
        using Transaction change = document.Begin();
        BlockId block = change.CreateBlock("paragraph", BlockId.Root);
        change.InsertText(block, 0, text);
        return (block, change.Commit());
    }

    public static ReadOnlyMemory<byte> Type(this Document document, BlockId block, string text)
    {
        using Transaction change = document.Begin();
        change.InsertText(block, document.GetBlock(block).TextLength, text);
        return change.Commit();
    }

    /// <summary>The live blocks' texts, in the order shown.</summary>
    public static string[] Texts(this Document document) => [.. document.EnumerateBlocks().Select(block => block.Text)];
}
