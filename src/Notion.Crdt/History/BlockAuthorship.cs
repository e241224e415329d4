namespace Notion.Crdt;

/// <summary>Who wrote what of a block.</summary>
/// <param name="Created">Who created it.</param>
/// <param name="Placed">Who put it where it is: created, moved, restored, deleted or joined it last.</param>
/// <param name="Type">Who gave it its type.</param>
/// <param name="Properties">Who set which property last, the removed ones included.</param>
/// <param name="Text">Its text, in order, without gaps.</param>
public sealed record BlockAuthorship(
    Attribution Created, Attribution Placed, Attribution Type, IReadOnlyDictionary<string, Attribution> Properties, IReadOnlyList<AuthoredText> Text)
{
    /// <summary>The texts of properties that are not empty, by key, each in order and without gaps.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<AuthoredText>> PropertyTexts { get; init; } = new Dictionary<string, IReadOnlyList<AuthoredText>>();

    /// <summary>The marks on its text, by where they begin: who set what is shown.</summary>
    public IReadOnlyList<AuthoredMark> Marks { get; init; } = [];

    /// <summary>The marks on texts of properties, by key; keys without marks are left out.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<AuthoredMark>> PropertyMarks { get; init; } = new Dictionary<string, IReadOnlyList<AuthoredMark>>();
}
