namespace Notion.Crdt.Tests.Hostile;

/// <summary>Whatever a caller gets wrong: a clear exception at the call, and a document that is as it was, to the byte.</summary>
public class BadInputTests
{
    private const string High = "\ud83d", Low = "\ude00";
    private static readonly string TooLong = new('k', 1_025);

    private delegate void Verb(in Transaction edit, Page page);

    /// <summary>A page with something of everything: "a😀b", with "child" under it; "joined" behind it; "last"; one in the trash.</summary>
    private sealed class Page
    {
        public Page()
        {
            Document = new Document(new ReplicaId(7), new DocumentOptions { TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider() });
            using Transaction edit = Document.Begin("Ana");
            First = edit.CreateBlock("text", BlockId.Root);
            edit.InsertText(First, 0, "a😀b");
            Child = edit.CreateBlock("text", First);
            edit.InsertText(Child, 0, "child");
            Joined = edit.CreateBlock("text", BlockId.Root);
            edit.InsertText(Joined, 0, "joined");
            edit.Join(Joined);
            Last = edit.CreateBlock("text", BlockId.Root);
            edit.InsertText(Last, 0, "last");
            Gone = edit.CreateBlock("text", BlockId.Root);
            edit.InsertText(Gone, 0, "gone");
            edit.Delete(Gone);
            edit.Commit();
        }

        public Document Document { get; }

        public BlockId First { get; }

        public BlockId Child { get; }

        public BlockId Joined { get; }

        public BlockId Last { get; }

        public BlockId Gone { get; }

        public static BlockId Unknown => BlockId.From(new OpId(new ReplicaId(9), 9));
    }

    /// <summary>What each call gives: a code of CrdtException, or the name of another exception.</summary>
    private static readonly Dictionary<string, (string Refusal, Verb Verb)> Verbs = new(StringComparer.Ordinal)
    {
        ["type into an unknown block"] = ("UnknownBlock", (in edit, page) => edit.InsertText(Page.Unknown, 0, "x")),
        ["type into the page"] = ("NotAllowedOnRoot", (in edit, page) => edit.InsertText(BlockId.Root, 0, "x")),
        ["type into the trash"] = ("UnknownBlock", (in edit, page) => edit.InsertText(BlockId.Trash, 0, "x")),
        ["type into a deleted block"] = ("BlockNotLive", (in edit, page) => edit.InsertText(page.Gone, 0, "x")),
        ["type into a joined block"] = ("BlockNotLive", (in edit, page) => edit.InsertText(page.Joined, 0, "x")),
        ["type inside a surrogate pair"] = ("BrokenSurrogatePair", (in edit, page) => edit.InsertText(page.First, 2, "x")),
        ["type half a surrogate pair"] = ("BrokenSurrogatePair", (in edit, page) => edit.InsertText(page.First, 0, "x" + High)),
        ["type the other half"] = ("BrokenSurrogatePair", (in edit, page) => edit.InsertText(page.First, 0, Low)),
        ["type halves the wrong way round"] = ("BrokenSurrogatePair", (in edit, page) => edit.InsertText(page.First, 0, Low + High)),
        ["type marked halves"] = ("BrokenSurrogatePair", (in edit, page) => edit.InsertText(page.First, 0, RichText.From(High, TextMarks.None.With("bold", true)) + RichText.From(Low))),
        ["type before the start"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.InsertText(page.First, -1, "x")),
        ["type behind the end"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.InsertText(page.Last, 5, "x")),
        ["type far behind the end"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.InsertText(page.Last, int.MaxValue, "x")),
        ["type far before the start"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.InsertText(page.Last, int.MinValue, "x")),
        ["type no rich text"] = ("ArgumentNullException", (in edit, page) => edit.InsertText(page.Last, 0, (RichText)null!)),
        ["erase in an unknown block"] = ("UnknownBlock", (in edit, page) => edit.DeleteText(Page.Unknown, 0, 0)),
        ["erase in a deleted block"] = ("BlockNotLive", (in edit, page) => edit.DeleteText(page.Gone, 0, 1)),
        ["erase half a surrogate pair"] = ("BrokenSurrogatePair", (in edit, page) => edit.DeleteText(page.First, 1, 1)),
        ["erase the other half"] = ("BrokenSurrogatePair", (in edit, page) => edit.DeleteText(page.First, 2, 1)),
        ["erase up to inside a pair"] = ("BrokenSurrogatePair", (in edit, page) => edit.DeleteText(page.First, 0, 2)),
        ["erase a negative length"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.DeleteText(page.Last, 1, -1)),
        ["erase more than there is"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.DeleteText(page.Last, 1, 4)),
        ["erase a length that overflows"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.DeleteText(page.Last, 2, int.MaxValue)),
        ["erase before the start"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.DeleteText(page.Last, -1, 2)),
        ["erase more than there is of joined text"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.DeleteText(page.Child, 3, 9)),
        ["split an unknown block"] = ("UnknownBlock", (in edit, page) => edit.Split(Page.Unknown, 0)),
        ["split the page"] = ("NotAllowedOnRoot", (in edit, page) => edit.Split(BlockId.Root, 0)),
        ["split a deleted block"] = ("BlockNotLive", (in edit, page) => edit.Split(page.Gone, 0)),
        ["split inside a surrogate pair"] = ("BrokenSurrogatePair", (in edit, page) => edit.Split(page.First, 2)),
        ["split behind the end"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.Split(page.Last, 5)),
        ["split before the start"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.Split(page.Last, -1)),
        ["split into no type"] = ("ArgumentException", (in edit, page) => edit.Split(page.Last, 1, "")),
        ["split into a type that is too long"] = ("ArgumentException", (in edit, page) => edit.Split(page.Last, 1, TooLong)),
        ["join the first block"] = ("NothingToJoin", (in edit, page) => edit.Join(page.First)),
        ["join the page"] = ("NotAllowedOnRoot", (in edit, page) => edit.Join(BlockId.Root)),
        ["join a joined block"] = ("BlockNotLive", (in edit, page) => edit.Join(page.Joined)),
        ["join an unknown block"] = ("UnknownBlock", (in edit, page) => edit.Join(Page.Unknown)),
        ["move an unknown block"] = ("UnknownBlock", (in edit, page) => edit.Move(Page.Unknown, BlockId.Root)),
        ["move into an unknown block"] = ("UnknownBlock", (in edit, page) => edit.Move(page.Last, Page.Unknown)),
        ["move into itself"] = ("MoveIntoItself", (in edit, page) => edit.Move(page.First, page.First)),
        ["move into a block under it"] = ("MoveIntoItself", (in edit, page) => edit.Move(page.First, page.Child)),
        ["move the page"] = ("NotAllowedOnRoot", (in edit, page) => edit.Move(BlockId.Root, page.First)),
        ["move into the trash"] = ("UnknownBlock", (in edit, page) => edit.Move(page.Last, BlockId.Trash)),
        ["move into a deleted block"] = ("BlockNotLive", (in edit, page) => edit.Move(page.Last, page.Gone)),
        ["move a deleted block"] = ("BlockNotLive", (in edit, page) => edit.Move(page.Gone, BlockId.Root)),
        ["move behind the last place"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.Move(page.Last, BlockId.Root, 2)),
        ["move before the first place"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.Move(page.Last, BlockId.Root, -2)),
        ["delete an unknown block"] = ("UnknownBlock", (in edit, page) => edit.Delete(Page.Unknown)),
        ["delete the page"] = ("NotAllowedOnRoot", (in edit, page) => edit.Delete(BlockId.Root)),
        ["delete the trash"] = ("UnknownBlock", (in edit, page) => edit.Delete(BlockId.Trash)),
        ["delete twice"] = ("BlockNotLive", (in edit, page) => edit.Delete(page.Gone)),
        ["delete a joined block"] = ("BlockNotLive", (in edit, page) => edit.Delete(page.Joined)),
        ["restore a live block"] = ("BlockNotLive", (in edit, page) => edit.Restore(page.First)),
        ["restore an unknown block"] = ("UnknownBlock", (in edit, page) => edit.Restore(Page.Unknown)),
        ["restore the page"] = ("NotAllowedOnRoot", (in edit, page) => edit.Restore(BlockId.Root)),
        ["restore into the deleted block itself"] = ("BlockNotLive", (in edit, page) => edit.Restore(page.Gone, page.Gone)),
        ["restore behind the last place"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.Restore(page.Gone, page.First, 2)),
        ["create in an unknown block"] = ("UnknownBlock", (in edit, page) => edit.CreateBlock("text", Page.Unknown)),
        ["create in a deleted block"] = ("BlockNotLive", (in edit, page) => edit.CreateBlock("text", page.Gone)),
        ["create in the trash"] = ("UnknownBlock", (in edit, page) => edit.CreateBlock("text", BlockId.Trash)),
        ["create behind the last place"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.CreateBlock("text", BlockId.Root, 3)),
        ["create of no type"] = ("ArgumentException", (in edit, page) => edit.CreateBlock("", BlockId.Root)),
        ["create of null type"] = ("ArgumentNullException", (in edit, page) => edit.CreateBlock(null!, BlockId.Root)),
        ["create of a broken type"] = ("BrokenSurrogatePair", (in edit, page) => edit.CreateBlock(High, BlockId.Root)),
        ["set on an unknown block"] = ("UnknownBlock", (in edit, page) => edit.SetProperty(Page.Unknown, "k", 1)),
        ["set on a deleted block"] = ("BlockNotLive", (in edit, page) => edit.SetProperty(page.Gone, "k", 1)),
        ["set a null key"] = ("ArgumentNullException", (in edit, page) => edit.SetProperty(page.First, null!, 1)),
        ["set an empty key"] = ("ArgumentException", (in edit, page) => edit.SetProperty(page.First, "", 1)),
        ["set a key that is too long"] = ("ArgumentException", (in edit, page) => edit.SetProperty(page.First, TooLong, 1)),
        ["set a broken key"] = ("BrokenSurrogatePair", (in edit, page) => edit.SetProperty(page.First, "k" + Low, 1)),
        ["set a broken value"] = ("BrokenSurrogatePair", (in edit, page) => edit.SetProperty(page.First, "k", High)),
        ["set a null type"] = ("ArgumentNullException", (in edit, page) => edit.SetType(page.First, null!)),
        ["set the type of the page"] = ("NotAllowedOnRoot", (in edit, page) => edit.SetType(BlockId.Root, "text")),
        ["set the type of a deleted block"] = ("BlockNotLive", (in edit, page) => edit.SetType(page.Gone, "text")),
        ["add nothing to a set"] = ("ArgumentException", (in edit, page) => edit.AddToSet(page.First, "tags", PropertyValue.Null)),
        ["add a broken value to a set"] = ("BrokenSurrogatePair", (in edit, page) => edit.AddToSet(page.First, "tags", High)),
        ["add to a set of a deleted block"] = ("BlockNotLive", (in edit, page) => edit.AddToSet(page.Gone, "tags", 1)),
        ["add under an empty key"] = ("ArgumentException", (in edit, page) => edit.AddToSet(page.First, "", 1)),
        ["remove from a set of an unknown block"] = ("UnknownBlock", (in edit, page) => edit.RemoveFromSet(Page.Unknown, "tags", 1)),
        ["count on a deleted block"] = ("BlockNotLive", (in edit, page) => edit.Increment(page.Gone, "votes", 1)),
        ["count under a null key"] = ("ArgumentNullException", (in edit, page) => edit.Increment(page.First, null!, 1)),
        ["mark inside a surrogate pair"] = ("BrokenSurrogatePair", (in edit, page) => edit.Mark(page.First, 2, 2, "bold", true)),
        ["mark up to inside a pair"] = ("BrokenSurrogatePair", (in edit, page) => edit.Mark(page.First, 0, 2, "bold", true)),
        ["mark behind the end"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.Mark(page.Last, 1, 4, "bold", true)),
        ["mark a negative length"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.Mark(page.Last, 1, -1, "bold", true)),
        ["mark in a deleted block"] = ("BlockNotLive", (in edit, page) => edit.Mark(page.Gone, 0, 1, "bold", true)),
        ["mark in an unknown block"] = ("UnknownBlock", (in edit, page) => edit.Mark(Page.Unknown, 0, 1, "bold", true)),
        ["mark with no name"] = ("ArgumentException", (in edit, page) => edit.Mark(page.Last, 0, 1, "", true)),
        ["mark with a broken value"] = ("BrokenSurrogatePair", (in edit, page) => edit.Mark(page.Last, 0, 1, "link", High)),
        ["comment without an id"] = ("ArgumentException", (in edit, page) => edit.Mark(page.Last, 0, 1, "comment", true)),
        ["mark bold with an id"] = ("ArgumentException", (in edit, page) => edit.Mark(page.Last, 0, 1, "bold", "id", true)),
        ["unmark behind the end"] = ("ArgumentOutOfRangeException", (in edit, page) => edit.Unmark(page.Last, 5, 1, "bold")),
    };

    public static TheoryData<string> VerbNames => [.. Verbs.Keys];

    [Theory]
    [MemberData(nameof(VerbNames))]
    public void AVerbThatCannotBeDoneThrowsAndDoesNothing(string name)
    {
        (string refusal, Verb verb) = Verbs[name];
        var page = new Page();
        byte[] before = page.Document.Save();
        using (Transaction edit = page.Document.Begin())
        {
            Assert.Equal(refusal, Refusal(edit, page, verb));
            Assert.True(edit.Commit().IsEmpty, "A refused verb wrote something.");
        }
        Assert.True(page.Document.Save().AsSpan().SequenceEqual(before));

        using Transaction again = page.Document.Begin();        // and a transaction goes on after it
        BlockId other = again.CreateBlock("text", page.Last);
        again.InsertText(other, 0, "x");
        Assert.Equal(refusal, Refusal(again, page, verb));
        again.InsertText(other, 1, "y");
        again.Commit();
        Assert.Equal("xy", page.Document.GetBlock(other).Text);
    }

    /// <summary>Calls on the document itself, and on the values that it takes.</summary>
    private static readonly Dictionary<string, (string Refusal, Action<Page> Call)> Calls = new(StringComparer.Ordinal)
    {
        ["a document of nobody"] = ("ArgumentOutOfRangeException", _ => GC.KeepAlive(new Document(default))),
        ["loading for nobody"] = ("ArgumentOutOfRangeException", page => Document.Load(page.Document.Save(), default)),
        ["loading nothing"] = ("MalformedUpdate", _ => Document.Load([], new ReplicaId(1))),
        ["loading an update"] = ("MalformedUpdate", page => Document.Load(page.Document.ExportSince(VersionVector.Empty), new ReplicaId(1))),
        ["loading half a snapshot"] = ("MalformedUpdate", page => Document.Load(page.Document.Save().AsSpan(0, 50), new ReplicaId(1))),
        ["applying nothing"] = ("MalformedUpdate", page => page.Document.Apply([])),
        ["applying a snapshot"] = ("MalformedUpdate", page => page.Document.Apply(page.Document.Save())),
        ["merging an update"] = ("MalformedUpdate", page => page.Document.Merge(page.Document.ExportSince(VersionVector.Empty))),
        ["merging a snapshot that is cut off"] = ("MalformedUpdate", page => page.Document.Merge(page.Document.Save().AsSpan()[..^1])),
        ["applying another version"] = ("UnsupportedFormat", page => page.Document.Apply([0x91, 0x63])),
        ["inspecting nothing"] = ("MalformedUpdate", page => page.Document.Inspect([])),
        ["exporting since null"] = ("ArgumentNullException", page => page.Document.ExportSince(null!)),
        ["an unknown block"] = ("UnknownBlock", page => page.Document.GetBlock(Page.Unknown)),
        ["an author who is too long"] = ("ArgumentException", page => page.Document.Begin(TooLong)),
        ["a broken author"] = ("BrokenSurrogatePair", page => page.Document.Begin(High)),
        ["a second transaction"] = ("TransactionState", page => { using Transaction edit = page.Document.Begin(); page.Document.Begin(); }
        ),
        ["applying inside a transaction"] = ("TransactionState", page => { using Transaction edit = page.Document.Begin(); page.Document.Apply([0x91, 0x01]); }
        ),
        ["saving inside a transaction"] = ("TransactionState", page => { using Transaction edit = page.Document.Begin(); page.Document.Save(); }
        ),
        ["a past inside a transaction"] = ("TransactionState", page => { using Transaction edit = page.Document.Begin(); page.Document.At(VersionVector.Empty); }
        ),
        ["verbs after the commit"] = ("TransactionState", page => { using Transaction edit = page.Document.Begin(); edit.Commit(); edit.InsertText(page.Last, 0, "x"); }
        ),
        ["a commit after the commit"] = ("TransactionState", page => { using Transaction edit = page.Document.Begin(); edit.Commit(); edit.Commit(); }
        ),
        ["verbs after the roll-back"] = ("TransactionState", page => { Transaction edit = page.Document.Begin(); edit.Dispose(); edit.Delete(page.Last); }
        ),
        ["verbs of an older transaction in a newer one"] = ("TransactionState", page =>
        {
            Transaction old = page.Document.Begin();
            old.Dispose();
            using Transaction edit = page.Document.Begin();
            old.Delete(page.Last);
        }
        ),
        ["verbs of no transaction"] = ("TransactionState", page => default(Transaction).Delete(page.Last)),
        ["a commit of no transaction"] = ("TransactionState", _ => default(Transaction).Commit()),
        ["a transaction while another thread has one"] = ("TransactionState", page => { using Transaction edit = page.Document.Begin(); Elsewhere(() => page.Document.Begin()); }
        ),
        ["an update while another thread has a transaction"] = ("TransactionState", page => { using Transaction edit = page.Document.Begin(); Elsewhere(() => page.Document.Apply([0x91, 0x01])); }
        ),
        ["a past that never was"] = ("UnknownVersion", page => page.Document.At(VersionVector.From([new(new ReplicaId(99), 5)]))),
        ["a past of null"] = ("ArgumentNullException", page => page.Document.At(null!)),
        ["a difference from null"] = ("ArgumentNullException", page => page.Document.Diff(null!, VersionVector.Empty)),
        ["a difference of nothing"] = ("ArgumentNullException", page => Document.Diff(null!, page.Document)),
        ["going back to null"] = ("ArgumentNullException", page => page.Document.Revert(null!)),
        ["writing into the past"] = ("ReadOnlyDocument", page => page.Document.At(page.Document.Version).Begin()),
        ["merging null"] = ("ArgumentNullException", page => page.Document.Merge((Document)null!)),
        ["forking for nobody"] = ("ArgumentOutOfRangeException", page => page.Document.Fork(default)),
        ["whose an unknown block is"] = ("UnknownBlock", page => page.Document.GetAuthorship(Page.Unknown)),
        ["a history of no pages"] = ("ArgumentOutOfRangeException", page => page.Document.GetHistory(new HistoryQuery { PageSize = 0 })),
        ["a cursor in an unknown block"] = ("UnknownBlock", page => page.Document.CreateCursor(Page.Unknown, 0)),
        ["a cursor in a deleted block"] = ("BlockNotLive", page => page.Document.CreateCursor(page.Gone, 0)),
        ["a cursor in the page"] = ("NotAllowedOnRoot", page => page.Document.CreateCursor(BlockId.Root, 0)),
        ["a cursor inside a surrogate pair"] = ("BrokenSurrogatePair", page => page.Document.CreateCursor(page.First, 2)),
        ["a cursor behind the end"] = ("ArgumentOutOfRangeException", page => page.Document.CreateCursor(page.Last, 5)),
        ["a cursor before the start"] = ("ArgumentOutOfRangeException", page => page.Document.CreateCursor(page.Last, -1)),
        ["a cursor of nothing"] = ("MalformedCursor", _ => Cursor.FromBytes([])),
        ["a selection of nothing"] = ("MalformedCursor", _ => TextSelection.FromBytes([])),
        ["bytes of no cursor"] = ("InvalidOperationException", _ => default(Cursor).ToBytes()),
        ["the default block"] = ("InvalidOperationException", _ => GC.KeepAlive(default(Block).Text)),
        ["a value of another kind"] = ("InvalidOperationException", _ => PropertyValue.From("x").AsInteger()),
        ["a replica below 1"] = ("ArgumentOutOfRangeException", _ => GC.KeepAlive(new ReplicaId(0))),
        ["a replica above 53 bits"] = ("ArgumentOutOfRangeException", _ => GC.KeepAlive(new ReplicaId(1L << 53))),
        ["a version with negative numbers"] = ("ArgumentOutOfRangeException", _ => VersionVector.From([new(new ReplicaId(1), -1)])),
        ["a time before 1970"] = ("ArgumentOutOfRangeException", _ => HlcTimestamp.From(-1, 0)),
        ["an index between equals"] = ("NoIndexBetween", _ => FractionalIndex.Between("a", "a")),
        ["an index between the wrong way round"] = ("NoIndexBetween", _ => FractionalIndex.Between("b", "a")),
        ["an index of other characters"] = ("ArgumentException", _ => FractionalIndex.Between("ä", null)),
    };

    public static TheoryData<string> CallNames => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(CallNames))]
    public void ACallThatCannotBeDoneThrowsAndDoesNothing(string name)
    {
        (string refusal, Action<Page> call) = Calls[name];
        var page = new Page();
        byte[] before = page.Document.Save();
        Assert.Equal(refusal, NameOf(Assert.ThrowsAny<Exception>(() => call(page))));
        Assert.True(page.Document.Save().AsSpan().SequenceEqual(before));
        using Transaction edit = page.Document.Begin();
        edit.InsertText(page.Last, 0, "x");
        Assert.False(edit.Commit().IsEmpty);
    }

    private static string Refusal(in Transaction edit, Page page, Verb verb)
    {
        try
        {
            verb(edit, page);
        }
        catch (Exception error)
        {
            return NameOf(error);
        }
        return "none";
    }

    private static string NameOf(Exception error)
    {
        Assert.True(error.Message.Length > 10, error.Message);
        return error is CrdtException refusal ? refusal.Code.ToString() : error.GetType().Name;
    }

    /// <summary>Does something on another thread, and lets what it throws come out here.</summary>
    private static void Elsewhere(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(action));
        thread.Start();
        thread.Join();
        if (thrown is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
    }
}
