using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>Reads blocks from bodies.</summary>
internal static class BlockInput
{
    /// <summary>How many blocks one array may have.</summary>
    public const int MaxChildren = 100;

    /// <summary>How many blocks one request may make.</summary>
    public const int MaxBlocks = 1_000;

    /// <summary>How many levels may lie under a block of the request.</summary>
    private const int MaxDepth = 2;

    private static readonly string[] Block = ["block"];

    /// <summary>The new blocks of an array.</summary>
    public static List<BlockDraft> ReadNew(BodyNode children, References references)
    {
        List<BlockDraft> drafts = [.. children.Items(MaxChildren).Select(child => ReadNew(child, 0, references))];
        int count = drafts.Sum(draft => draft.Count);
        return count <= MaxBlocks ? drafts : throw ApiException.Invalid($"body failed validation: one request makes at most {MaxBlocks} blocks, and this one would make {count}. Append them in parts.");
    }

    /// <summary>What is to change of a block; null where the body names no payload.</summary>
    public static BlockDraft? ReadChange(BodyNode body, References references)
    {
        if (FindType(body) is not { } type) return null;
        BodyNode payload = body.Get(type.Name).Object();
        if (payload.FindValue("children") is { } children) throw children.Should("not be there: append children to the block instead");
        var draft = new BlockDraft(type, isNew: false);
        foreach (BlockField field in type.Fields) field.Read(payload, draft, references);
        return draft;
    }

    private static BlockDraft ReadNew(BodyNode node, int depth, References references)
    {
        node.FindValue("object")?.OneOf(Block);
        ApiBlockType type = FindType(node) ?? throw node.Should("have the payload of a type of block");
        if (!type.IsCreatable) throw node.Should($"not be a {type.Name}: make pages with POST /v1/pages");
        BodyNode payload = node.Get(type.Name).Object();
        var draft = new BlockDraft(type, isNew: true);
        foreach (BlockField field in type.Fields) field.Read(payload, draft, references);
        ReadUnder(payload, draft, depth, references);
        return draft;
    }

    private static void ReadUnder(BodyNode payload, BlockDraft draft, int depth, References references)
    {
        ApiBlockType type = draft.Type;
        if (payload.FindValue("children") is { } children)
        {
            List<BodyNode> items = children.Items(MaxChildren);
            if (items.Count > 0 && !type.TakesChildren) throw children.Should($"not be there: nothing stands under a {type.Name}");
            int under = type == ApiBlockTypes.ColumnList ? depth : depth + 1;
            if (items.Count > 0 && under > MaxDepth) throw children.Should($"not be there: one request nests at most {MaxDepth} levels. Append what is further down to the blocks that are made");
            foreach (BodyNode item in items)
            {
                BlockDraft child = ReadNew(item, under, references);
                if (!child.Type.MayStandUnder(type)) throw item.Should($"not be a {child.Type.Name}: none stands under a {type.Name}");
                if (type == ApiBlockTypes.Table && child.Cells != draft.Values[BlockProperties.TableWidth.Key].AsInteger())
                    throw item.Should($"have {draft.Values[BlockProperties.TableWidth.Key]} cells, as many as the table has columns");
                draft.Children.Add(child);
            }
        }
        if (draft.Children.Count < type.LeastChildren) throw payload.Should($"have at least {type.LeastChildren} children");
    }

    /// <summary>The type that a block says it has, or the one whose payload it has; null where there is neither.</summary>
    private static ApiBlockType? FindType(BodyNode node)
    {
        if (node.FindValue("type") is { } named)
            return ApiBlockTypes.Find(named.Text(100)) ?? throw named.Should("be a type of block that can be made or changed here");
        ApiBlockType? found = null;
        foreach (string name in node.Names)
        {
            if (ApiBlockTypes.Find(name) is not { } type) continue;
            if (found is not null && found != type) throw node.Should($"have one payload, not both {found.Name} and {type.Name}");
            found = type;
        }
        return found;
    }
}
