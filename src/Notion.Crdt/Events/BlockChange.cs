namespace Notion.Crdt;

/// <summary>What became of one block in a commit or an update.</summary>
/// <param name="Block">The block.</param>
/// <param name="Kinds">All that happened to it.</param>
/// <param name="Text">The steps from its old text to its new, in order; empty unless <see cref="BlockChangeKinds.Text"/> or <see cref="BlockChangeKinds.Marks"/>. A block that
/// was not shown before has none: read its text.</param>
/// <param name="Properties">Keys of the properties set; <see cref="DocumentChangedEventArgs.TypeKey"/> for the type.</param>
public sealed record BlockChange(BlockId Block, BlockChangeKinds Kinds, IReadOnlyList<TextEdit> Text, IReadOnlyList<string> Properties)
{
    /// <summary>The texts of properties that changed, by key; empty unless <see cref="BlockChangeKinds.PropertyTexts"/>. A block that was not shown before has none: read its texts.</summary>
    public IReadOnlyList<PropertyTextChange> PropertyTexts { get; init; } = [];
}
