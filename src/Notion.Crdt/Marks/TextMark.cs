namespace Notion.Crdt;

/// <summary>One mark on a piece of text. Immutable; safe from any thread.</summary>
/// <param name="Type">The name of its type, such as <see cref="MarkTypes.Bold"/>.</param>
/// <param name="Id">Which of several it is, for types that are many by id; null for others.</param>
/// <param name="Value">Its value, never <see cref="PropertyValue.Null"/>.</param>
public readonly record struct TextMark(string Type, string? Id, PropertyValue Value)
{
    /// <summary>Name, id and value.</summary>
    public override string ToString() => Id is null ? $"{Type}={Value}" : $"{Type}/{Id}={Value}";
}
