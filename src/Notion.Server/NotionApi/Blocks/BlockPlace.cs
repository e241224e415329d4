using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>Where among its siblings something new goes.</summary>
/// <param name="IsStart">Before all others.</param>
/// <param name="After">Behind this block; null for the end, unless it is the start.</param>
internal readonly record struct BlockPlace(bool IsStart, BlockReference? After)
{
    private static readonly string[] Kinds = ["end", "start", "after_block"];

    /// <summary>Reads <c>position</c>, or its older form <c>after</c>.</summary>
    public static BlockPlace Read(BodyNode body)
    {
        if (body.FindValue("position") is not { } position) return body.FindValue("after") is { } after ? Behind(after) : default;
        if (body.FindValue("after") is { } both) throw both.Should("not be there beside position");
        return position.Get("type").OneOf(Kinds) switch
        {
            "start" => new BlockPlace(true, null),
            "after_block" => Behind(position.Get("after_block").Get("id")),
            _ => default,
        };
    }

    /// <summary>The index for <see cref="Transaction.CreateBlock(string, BlockId, int)"/>.</summary>
    /// <exception cref="ApiException">The block to stand behind is not under the parent.</exception>
    public int IndexIn(Document document, Block parent)
    {
        if (After is not { } after) return IsStart ? 0 : -1;
        return document.TryGetBlock(after.Block, out Block sibling) && sibling.Parent == parent ? sibling.Index + 1 : throw Elsewhere();
    }

    /// <exception cref="ApiException">The block to stand behind is of another page.</exception>
    public BlockPlace On(FoundBlock parent) => After is { } after && after.Page != parent.Number ? throw Elsewhere() : this;

    private static BlockPlace Behind(BodyNode id) => BlockReference.TryParse(id.Id(), out BlockReference reference) ? new BlockPlace(false, reference) : throw id.Should("be the id of a block under the parent");

    private static ApiException Elsewhere() => ApiException.Invalid("body failed validation: the block to append after is not under the parent.");
}
