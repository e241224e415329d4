using Notion.Crdt;
using Notion.Server.Permissions;

namespace Notion.Server.NotionApi;

/// <summary>What an id of a block stands for: a block that its page may have, or, with the root, the page itself.</summary>
/// <param name="Page">The page, which the asker may see.</param>
/// <param name="Number">Its number.</param>
/// <param name="Block">The block; whether there is one is for the page's document to say.</param>
internal sealed record FoundBlock(VisiblePage Page, long Number, BlockId Block)
{
    public Guid PageId => Page.Page.Id;

    public bool IsPage => Block == BlockId.Root;

    public BlockOutput Output(ApiRequest request) => new(Page.Page, Number, request.Version, request.Site);

    /// <exception cref="ApiException">The asker may see the page and not change it.</exception>
    public FoundBlock RequireEdit() => Page.CanEdit
        ? this
        : throw ApiException.Restricted("This takes edit access to the page, outside the trash. Ask somebody with full access, or take the page out of the trash.");

    /// <exception cref="ApiException">The document has no such block.</exception>
    public Block In(Document document) => document.TryGetBlock(Block, out Block block) ? block : throw ApiException.NotFound("block");

    /// <exception cref="ApiException">The document has no such block, or it is in the trash.</exception>
    public Block LiveIn(Document document) =>
        In(document) is { IsLive: true } block ? block : throw ApiException.Invalid("Can't edit block that is archived. You must unarchive the block before editing.");
}
