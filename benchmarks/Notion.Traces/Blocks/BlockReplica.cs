using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Notion.Crdt;

namespace Notion.Traces;

/// <summary>One replica of a block trace: a document, and the names by which the trace calls its blocks.</summary>
public sealed class BlockReplica
{
    private readonly Dictionary<int, BlockId> _ids;

    /// <param name="document">The replica's document.</param>
    /// <param name="ids">What the trace calls each block, shared by all replicas: it says nothing about who knows the block.</param>
    public BlockReplica(Document document, Dictionary<int, BlockId> ids)
    {
        Document = document;
        _ids = ids;
        ids[0] = BlockId.Root;
    }

    /// <summary>The document.</summary>
    public Document Document { get; }

    /// <summary>The same trace's blocks in another document that holds them.</summary>
    public BlockReplica On(Document document) => new(document, _ids);

    /// <summary>What the trace calls the block; 0 is the root.</summary>
    public int NumberOf(BlockId id) => _ids.First(pair => pair.Value == id).Key;

    /// <summary>
    /// Does the operation, unless its block or parent does not exist here (any more) or it would put a block inside itself:
    /// then it has no effect and the answer is false.
    /// </summary>
    public bool TryApply(Transaction transaction, in BlockOperation operation)
    {
        if (operation.Kind is BlockOperationKind.Create or BlockOperationKind.Move && !IsLive(operation.Parent)) return false;
        if (operation.Kind == BlockOperationKind.Create)
        {
            if (_ids.ContainsKey(operation.Block)) return false;
            BlockId parent = _ids[operation.Parent];
            int last = Document.GetBlock(parent).ChildCount;
            _ids[operation.Block] = transaction.CreateBlock(operation.Value.AsString(), parent, operation.Index < last ? operation.Index : -1);
            return true;
        }
        if (!IsLive(operation.Block)) return false;
        BlockId block = _ids[operation.Block];
        switch (operation.Kind)
        {
            case BlockOperationKind.Move: return TryMove(transaction, block, _ids[operation.Parent], operation.Index);
            case BlockOperationKind.Delete: transaction.Delete(block); break;
            default:
                if (operation.Key == "type" && operation.Value.Kind == PropertyKind.String) transaction.SetType(block, operation.Value.AsString());
                else transaction.SetProperty(block, operation.Key, operation.Value);
                break;
        }
        return true;
    }

    /// <summary>How many blocks of the trace are neither shown nor deleted. None, unless the merge lost some.</summary>
    public int CountLost() => _ids.Values.Count(id => !Document.TryGetBlock(id, out Block block) || (!block.IsLive && !block.IsDeleted));

    /// <summary>
    /// SHA-1 over the visible tree, depth first, with parents and properties, in the form that the other libraries' bench hashes:
    /// equal hashes, equal states.
    /// </summary>
    [SuppressMessage("Security", "CA5350", Justification = "Compared with hashes that the other libraries' bench makes; protects nothing.")]
    public string HashState()
    {
        Dictionary<BlockId, string> names = _ids.ToDictionary(pair => pair.Value, pair => pair.Key == 0 ? string.Empty : $"{pair.Key}");
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (Block block in Document.EnumerateBlocks()) WriteState(json, block, names);
            json.WriteEndArray();
        }
        return Convert.ToHexStringLower(SHA1.HashData(stream.ToArray()));
    }

    private bool IsLive(int number) => _ids.TryGetValue(number, out BlockId id) && Document.TryGetBlock(id, out Block block) && (block.IsRoot || block.IsLive);

    private bool TryMove(Transaction transaction, BlockId block, BlockId parent, int index)
    {
        for (Block? above = Document.GetBlock(parent); above is { } ancestor; above = ancestor.Parent)
            if (ancestor.Id == block) return false;
        int others = Document.GetBlock(parent).ChildCount - (Document.GetBlock(block).Parent!.Value.Id == parent ? 1 : 0);
        transaction.Move(block, parent, index < others ? index : -1);
        return true;
    }

    private void WriteState(Utf8JsonWriter json, Block block, Dictionary<BlockId, string> names)
    {
        json.WriteStartArray();
        json.WriteStringValue(names[block.Id]);
        json.WriteStringValue(names[block.Parent!.Value.Id]);
        json.WriteStartArray();
        IEnumerable<KeyValuePair<string, PropertyValue>> properties = [.. block.Properties, new("type", block.Type)];
        foreach ((string key, PropertyValue value) in properties.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray();
            json.WriteStringValue(key);
            switch (value.Kind)
            {
                case PropertyKind.Boolean: json.WriteBooleanValue(value.AsBoolean()); break;
                case PropertyKind.Integer: json.WriteNumberValue(value.AsInteger()); break;
                case PropertyKind.Number: json.WriteNumberValue(value.AsNumber()); break;
                default: json.WriteStringValue(value.ToString()); break;
            }
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndArray();
    }
}
