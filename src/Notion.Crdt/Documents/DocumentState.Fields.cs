namespace Notion.Crdt;

/// <summary>The texts of properties.</summary>
internal sealed partial class DocumentState
{
    /// <summary>Begins the text of a property, or one more part of it.</summary>
    public BlockNode AddField(BlockNode owner, string key, Stamp stamp, string? author)
    {
        Tracker?.TouchField(owner, key);
        BlockNode field = AddBlock(stamp, key, author);
        AddHead(field, stamp.Operation);
        Blocks.FieldCount++;
        Stand(field, owner);
        return field;
    }

    /// <summary>Puts a field under its block. No rule of placements is about it, so it is in no log.</summary>
    public void Stand(BlockNode field, BlockNode owner)
    {
        field.Placed = new Placement(field.Created, field, owner, BlockNode.FieldPosition, PlacementKind.Field);
        Arrangement.Stand(field, owner, BlockNode.FieldPosition, PlacementKind.Field);
    }

    /// <summary>Whether an element is in the text of a property.</summary>
    public bool IsInField(ElementId element)
    {
        if (Blocks.FieldCount == 0) return false;
        int span = Sequences.FindSpan(element);
        return span >= 0 && Blocks[Sequences.SequenceOf(span)].IsField;
    }
}
