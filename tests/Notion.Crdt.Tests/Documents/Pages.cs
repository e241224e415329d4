using Microsoft.Extensions.Time.Testing;

namespace Notion.Crdt.Tests.Documents;

/// <summary>Documents with fixed ids and clocks.</summary>
internal static class Pages
{
    public static Document New(long replica, TimeProvider? time = null) =>
        new(new ReplicaId(replica), new DocumentOptions { TimeProvider = time ?? new FakeTimeProvider() });

    public static BlockId AddText(this Document page, string text)
    {
        using Transaction edit = page.Begin();
        BlockId block = edit.CreateBlock("text", BlockId.Root);
        edit.InsertText(block, 0, text);
        edit.Commit();
        return block;
    }

    /// <summary>Types at a block's end, and returns the update.</summary>
    public static byte[] Type(this Document page, BlockId block, string text)
    {
        using Transaction edit = page.Begin();
        edit.InsertText(block, page.GetBlock(block).TextLength, text);
        return edit.Commit().ToArray();
    }

    public static string[] Texts(this Document page) => [.. page.EnumerateBlocks().Select(block => block.Text)];

    public static CrdtErrorCode Code(Action action) => Assert.Throws<CrdtException>(action).Code;
}
