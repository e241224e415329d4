using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>What a body wants a block to be: all of a new one, or what is to change of one that there is.</summary>
internal sealed class BlockDraft(ApiBlockType type, bool isNew)
{
    public ApiBlockType Type => type;

    public bool IsNew => isNew;

    /// <summary>Its own text; null to leave it.</summary>
    public RichText? Text { get; set; }

    /// <summary>Properties to set; <see cref="PropertyValue.Null"/> removes one.</summary>
    public Dictionary<string, PropertyValue> Values { get; } = [];

    /// <summary>Texts of properties to replace.</summary>
    public Dictionary<string, RichText> Texts { get; } = [];

    /// <summary>Rows of tables: how many cells; -1 where the body does not say.</summary>
    public int Cells { get; set; } = -1;

    public List<BlockDraft> Children { get; } = [];

    /// <summary>This block and all under it.</summary>
    public int Count => 1 + Children.Sum(child => child.Count);
}
