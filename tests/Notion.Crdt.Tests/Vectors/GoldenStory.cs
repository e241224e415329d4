using Microsoft.Extensions.Time.Testing;
using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Vectors;

/// <summary>Two people write a page, each kind of operation at least once, with fixed ids and clocks: what the golden vectors are made from.</summary>
internal sealed class GoldenStory
{
    private const string About = "Made by the tests, see docs/encoding.md, Golden vectors. Apply the updates one after the other; after each, the document shows and saves what its vector says.";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
    private readonly List<GoldenVector> _vectors = [];
    private readonly Document _reader;
    private readonly Document _ana;
    private readonly Document _ben;

    private GoldenStory()
    {
        _reader = Pages.New(9, _time);
        _ana = Pages.New(0x1234_5678_9abc, _time);
        _ben = Pages.New(2, _time);
    }

    private delegate void Verbs(in Transaction edit);

    public static GoldenVectorFile Tell()
    {
        var story = new GoldenStory();
        story.Begin();
        story.EditText();
        story.ArrangeBlocks();
        story.SetValues();
        story.TakeBack();
        story.NameIt();
        return new GoldenVectorFile(About, story._vectors);
    }

    private BlockId Title { get; set; }

    private BlockId List { get; set; }

    private BlockId Half { get; set; }

    private void Begin()
    {
        Step("a block, and text in it", _ana, "Ana", (in edit) =>
        {
            Title = edit.CreateBlock("heading_1", BlockId.Root);
            edit.InsertText(Title, 0, "Shopping");
        });
        Step("typing on", _ana, "Ana", (in edit) => edit.InsertText(Title, 8, " list"));
        Step("another person, another block, after a pause", _ben, "Ben", (in edit) =>
        {
            List = edit.CreateBlock("to_do", BlockId.Root);
            edit.InsertText(List, 0, "bread, milk");
        });
    }

    private void EditText()
    {
        Step("text inside text of somebody else", _ana, "Ana", (in edit) => edit.InsertText(List, 5, " and 🥖"));
        Step("erasing one character, with no author", _ana, null, (in edit) => edit.DeleteText(Title, 0, 1));
        Step("erasing across two people's text", _ben, "Ben", (in edit) => edit.DeleteText(List, 3, 5));
        Step("a mark, and one with an id", _ben, "Ben", (in edit) =>
        {
            edit.Mark(List, 0, 3, MarkTypes.Bold, true);
            edit.Mark(List, 2, 5, MarkTypes.Comment, "c1", "fresh?");
        });
        Step("a mark taken away in its middle", _ana, "Ana", (in edit) => edit.Unmark(List, 1, 1, MarkTypes.Bold));
        Together("two people type at one place", (in edit) => edit.InsertText(Title, 2, "AA"), (in edit) => edit.InsertText(Title, 2, "BB"));
    }

    private void ArrangeBlocks()
    {
        BlockId other = default;
        Step("a split", _ana, "Ana", (in edit) => Half = edit.Split(List, 4));
        Together("a split, while somebody types behind it", (in edit) => other = edit.Split(Half, 3), (in edit) => edit.InsertText(Half, 4, "!"));
        Step("joining what belongs together", _ben, "Ben", (in edit) => edit.Join(other));
        Step("joining what does not", _ben, "Ben", (in edit) => edit.Join(List));
        Step("a block under another", _ana, "Ana", (in edit) => edit.Move(Half, Title));
        Step("a deletion", _ana, "Ana", (in edit) => edit.Delete(Half));
        Step("a restoration", _ben, "Ben", (in edit) => edit.Restore(Half, BlockId.Root, 0));
        Together("a move into what somebody deletes", (in edit) => edit.Delete(Title), (in edit) => edit.Move(Half, Title));
        Step("another type", _ana, "Ana", (in edit) => edit.SetType(Half, "quote"));
    }

    private void SetValues()
    {
        Together("one property, set by both", (in edit) => edit.SetProperty(BlockId.Root, "icon", "🛒"), (in edit) => edit.SetProperty(BlockId.Root, "icon", 7));
        Step("properties of every kind", _ben, "Ben", (in edit) =>
        {
            edit.SetProperty(Half, "checked", true);
            edit.SetProperty(Half, "weight", 0.5);
            edit.SetProperty(Half, "count", -3);
            edit.SetProperty(BlockId.Root, "icon", PropertyValue.Null);
        });
        Together("a set, to which one adds what the other removes", (in edit) => edit.AddToSet(BlockId.Root, "tags", "food"), (in edit) =>
        {
            edit.AddToSet(BlockId.Root, "tags", "home");
            edit.RemoveFromSet(BlockId.Root, "tags", "home");
        });
        Together("a counter", (in edit) => edit.Increment(BlockId.Root, "votes", 2), (in edit) => edit.Increment(BlockId.Root, "votes", -5));
    }

    private void TakeBack()
    {
        using var history = new UndoHistory(_ana);
        BlockId note = default;
        Step("a line to be taken back", _ana, "Ana", (in edit) =>
        {
            note = edit.CreateBlock("text", BlockId.Root);
            edit.InsertText(note, 0, "never mind");
        });
        Step("some of it erased, and marked", _ana, "Ana", (in edit) =>
        {
            edit.DeleteText(note, 0, 6);
            edit.Mark(note, 0, 4, MarkTypes.Italic, true);
        });
        VersionVector before = _ana.Version;
        _time.Advance(TimeSpan.FromMilliseconds(40));
        history.Undo();
        Note("taken back: characters restored, a mark switched off", _ana.ExportSince(before));
        _ben.Apply(_ana.ExportSince(before));
    }

    private void NameIt()
    {
        Together("a title, begun by both", (in edit) => edit.InsertText(BlockId.Root, "title", 0, "Food"), (in edit) => edit.InsertText(BlockId.Root, "title", 0, "Drink"));
        Step("typing in the title", _ben, "Ben", (in edit) => edit.InsertText(BlockId.Root, "title", 1, "ri"));
        Step("an integer beyond 53 bits", _ana, "Ana", (in edit) => edit.SetProperty(Half, "count", long.MaxValue));
    }

    private void Step(string name, Document document, string? author, Verbs verbs)
    {
        byte[] update = Edit(document, author, verbs);
        foreach (Document other in new[] { _ana, _ben }) other.Apply(update);
        Note(name, update);
    }

    private void Together(string name, Verbs one, Verbs other)
    {
        byte[] first = Edit(_ana, "Ana", one), second = Edit(_ben, "Ben", other);
        _ana.Apply(second);
        _ben.Apply(first);
        Note(name + ": the one", first);
        Note(name + ": the other", second);
    }

    private byte[] Edit(Document document, string? author, Verbs verbs)
    {
        _time.Advance(TimeSpan.FromMilliseconds(250));
        using Transaction edit = document.Begin(author);
        verbs(edit);
        return edit.Commit().ToArray();
    }

    private void Note(string name, byte[] update)
    {
        _reader.Apply(update);
        _vectors.Add(new GoldenVector(name, Convert.ToHexStringLower(update), GoldenVectorTests.Shown(_reader), PlainBlock.PageOf(_reader), Convert.ToHexStringLower(_reader.Save())));
    }
}
