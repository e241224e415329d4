using System.Runtime.InteropServices;

namespace Notion.Crdt;

/// <summary>Blocks that were imported under a UUID of their own. The UUID is another name, not the block's id: two people may import the same one at the same time.</summary>
internal sealed partial class BlockTable
{
    private Dictionary<BlockId, List<BlockNode>>? _imports;
    private Dictionary<BlockNode, BlockId>? _uuids;

    /// <summary>All blocks imported under a UUID, by id.</summary>
    public ReadOnlySpan<BlockNode> Imports(BlockId uuid) => CollectionsMarshal.AsSpan(_imports?.GetValueOrDefault(uuid));

    /// <summary>Of several blocks imported under a UUID the one with the least id; null where there is none.</summary>
    public BlockNode? FindImport(BlockId uuid) => Imports(uuid) is [var first, ..] ? first : null;

    /// <summary>The UUID under which a block was imported; null where it was made here.</summary>
    public BlockId? UuidOf(BlockNode block) => _uuids is not null && _uuids.TryGetValue(block, out BlockId uuid) ? uuid : null;

    public void AddImport(BlockId uuid, BlockNode block)
    {
        (_imports ??= []).TryAdd(uuid, []);
        List<BlockNode> blocks = _imports[uuid];
        int at = blocks.FindIndex(other => other.Id > block.Id);
        blocks.Insert(at < 0 ? blocks.Count : at, block);
        (_uuids ??= []).Add(block, uuid);
    }

    public void RemoveImport(BlockNode block)
    {
        if (_uuids is null || !_uuids.Remove(block, out BlockId uuid)) return;
        _imports![uuid].Remove(block);
        if (_imports[uuid].Count == 0) _imports.Remove(uuid);
    }
}
