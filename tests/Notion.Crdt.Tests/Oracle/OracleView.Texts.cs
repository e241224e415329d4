namespace Notion.Crdt.Tests.Oracle;

/// <summary>
/// 6. The text of a property is that of all sequences that were begun for it, one after the other in the order of the ids of those who began them.
/// </summary>
internal sealed partial class OracleView
{
    public IEnumerable<string> TextKeys(Key block) => _document.Texts.Where(text => text.Block == block).Select(text => text.Name).Distinct().Order(StringComparer.Ordinal);

    public RichText RichText(Key block, string name) => Crdt.RichText.From(
        PiecesOf(block, name).SelectMany(piece => Characters(_document.Sequence(piece))).Select(element => new TextRun(element.Character.ToString()!, MarksOf(element.Id))));

    private IEnumerable<Key> PiecesOf(Key block, string name) =>
        _document.Texts.Where(text => text.Block == block && text.Name == name).Select(text => text.Id).OrderBy(id => id.ToBlockId());

    private static IEnumerable<Element> Characters(IEnumerable<Element> elements) => elements.Where(element => element.Character is not null && !element.Deleted);
}
