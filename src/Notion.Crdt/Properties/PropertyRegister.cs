namespace Notion.Crdt;

/// <summary>One property of a block: the value that the greatest stamp set.</summary>
internal struct PropertyRegister
{
    public string Key;
    public PropertyValue Value;
    public Stamp Stamp;
}
