namespace Notion.Crdt;

/// <summary>A child page or a database: what stands in its place on this page. A view: it reads the block at the moment of each call, whatever type the block has then.</summary>
/// <param name="Block">The block.</param>
public readonly record struct LinkBlock(Block Block)
{
    /// <summary>The page or database that it stands for; null where none is set, or what is set is no UUID.</summary>
    public Guid? Target
    {
        get
        {
            string id = Block.Get(Block.Type == BlockTypes.Database ? BlockProperties.DatabaseId : BlockProperties.PageId);
            return Guid.TryParse(id, out Guid target) ? target : null;
        }
    }

    /// <summary>The title as it was when last looked at; empty where none is set.</summary>
    public string Title => Block.Get(BlockProperties.LinkTitle);
}
