namespace Notion.Crdt;

/// <summary>Operations on marks.</summary>
internal sealed partial class ChangeWriter
{
    public int Mark(MarkAnchor start, MarkAnchor end, MarkKey key, PropertyValue value)
    {
        int counter = Begin(OpKind.Mark, key.Id is not null ? 7 : end.IsEnd ? 5 : 6);
        _ops.WriteString(key.Type);
        WriteValue(ref _ops, value);
        _ops.WriteInteger((start.After ? UpdateDecoder.StartsAfter : 0) | (end.After ? UpdateDecoder.EndsAfter : 0));
        WriteRef(start.Element, counter);
        if (!end.IsEnd) WriteRef(end.Element, counter);
        else if (key.Id is not null) _ops.WriteNil();
        if (key.Id is not null) _ops.WriteString(key.Id);
        return counter;
    }

    public int Switch(ElementId operation, bool active)
    {
        int counter = Begin(OpKind.Switch, 3);
        WriteRef(operation, counter);
        _ops.WriteBoolean(active);
        return counter;
    }
}
