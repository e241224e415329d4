using System.Text.Json;

namespace Notion.Server.NotionApi;

/// <summary>One field of a block's payload: how it is read into a block, and written from one.</summary>
internal abstract class BlockField(string name)
{
    /// <summary>What it is called in the payload.</summary>
    public string Name => name;

    /// <summary>Reads the field, if it is there.</summary>
    /// <param name="payload">The block's payload.</param>
    /// <param name="draft">What the block is to be.</param>
    /// <param name="references">What the body names.</param>
    /// <exception cref="ApiException">It is against the rules, or missing in a new block that must have it.</exception>
    public abstract void Read(BodyNode payload, BlockDraft draft, References references);

    public abstract void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output);

    /// <summary>The field of the payload; null where it is not there, and a change of a block leaves it as it is.</summary>
    protected BodyNode? Require(BodyNode payload, BlockDraft draft) => draft.IsNew ? payload.Get(name) : payload.Find(name);
}
