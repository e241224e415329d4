using System.Globalization;
using System.Text;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Snapshots;

/// <summary>What a document shows while it is packed is what it shows when it is unpacked, what the document showed that was saved, and what the oracle shows.</summary>
public class APackedPageShowsWhatItHolds
{
    private const int Histories = 400;

    [Fact]
    public void LikeTheOracle() => Parallel.For(1, Histories + 1, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, seed =>
    {
        try
        {
            Compare(seed);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new InvalidOperationException($"seed {seed}: {failure.Message}", failure);
        }
    });

    private static void Compare(int seed)
    {
        var original = new Document(new ReplicaId(1));
        var oracle = new OracleDocument();
        foreach (byte[] update in History.Record(seed, seed % 3 == 0 ? Verbs.EditingAndUndo : Verbs.Editing))
        {
            original.Apply(update);
            oracle.Apply(update);
        }
        byte[] saved = original.Save();

        Document packed = Document.Load(saved, new ReplicaId(2)), whole = Document.Load(saved, new ReplicaId(2), new DocumentOptions { VerifySnapshots = true });
        string shown = Plain(packed);
        Assert.Equal(Plain(oracle), shown);
        Assert.Equal(Plain(original), shown);
        Assert.Equal(original.Version, packed.Version);
        Assert.Equal(original.Clock, packed.Clock);
        Assert.Equal(original.ChangeCount, packed.ChangeCount);
        Assert.Equal((0, original.BlockCount), (packed.PendingCount, packed.BlockCount));
        Assert.True(packed.IsPacked && !whole.IsPacked);

        Block[] handles = [packed.Root, .. packed.EnumerateBlocks(), .. packed.EnumerateTrash()];
        Assert.Equal(saved, packed.Save());
        Assert.False(packed.IsPacked);
        Assert.Equal(shown, Plain(packed));
        Assert.Equal(shown, Plain(whole));
        Assert.Equal(saved, whole.Save());
        Assert.Equal(Rendering.Of(original), Rendering.Of(packed));
        Assert.Equal(Rendering.Of(original), Rendering.Of(whole));
        foreach (Block handle in handles) Assert.Equal(handle, packed.GetBlock(handle.Id));     // what was found before goes on to serve

        Document other = Document.Load(saved, new ReplicaId(3));
        other.Merge(EditedBy(whole));
        Assert.Equal(Rendering.Of(whole), Rendering.Of(other));
        Assert.Equal(whole.Save(), other.Save());
    }

    /// <summary>Several readers of a document that nobody writes to, some of which need more than what is shown.</summary>
    [Fact]
    public void ToManyReadersAtOnce()
    {
        for (int seed = 1; seed <= 40; seed++)
        {
            var original = new Document(new ReplicaId(1));
            foreach (byte[] update in History.Record(seed)) original.Apply(update);
            string plain = Plain(original), all = Rendering.Of(original);
            Document packed = Document.Load(original.Save(), new ReplicaId(2));
            Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, reader =>
            {
                if (reader % 4 == 3) Assert.Equal(all, Rendering.Of(packed));
                else Assert.Equal(plain, Plain(packed));
            });
        }
    }

    private static Document EditedBy(Document document)
    {
        using Transaction edit = document.Begin();
        BlockId block = edit.CreateBlock("text", BlockId.Root, 0);
        edit.InsertText(block, 0, "new");
        foreach (Block other in document.EnumerateBlocks().ToList())
            if (other.TextLength > 0) edit.InsertText(other.Id, other.TextLength, "!");
        edit.Commit();
        return document;
    }

    private static string Plain(Document document)
    {
        var lines = new StringBuilder();
        Append(lines, document.Root.Properties);
        foreach (Block block in document.EnumerateBlocks())
        {
            Assert.Equal(block.Text.Length, block.TextLength);
            Assert.True(block.IsLive && !block.IsDeleted);
            Append(lines, block.Id, block.Parent!.Value.Id, block.Index, block.Type, block.CreatedBy, block.Text);
            Append(lines, block.Properties);
        }
        foreach (BlockId id in document.EnumerateTrash().Select(block => block.Id).Order()) lines.Append(CultureInfo.InvariantCulture, $"trash {id}\n");
        return lines.ToString();
    }

    private static string Plain(OracleDocument document)
    {
        var view = new OracleView(document);
        var lines = new StringBuilder();
        Append(lines, PropertiesOf(document.Blocks[Key.Root]));
        foreach ((Key key, Key parent) in view.Walk(Key.Root))
        {
            OracleBlock block = document.Blocks[key];
            Append(lines, key.ToBlockId(), parent.ToBlockId(), view.ShownChildren(parent).IndexOf(key), block.Type, block.CreatedBy, view.RichText(key).Text);
            Append(lines, PropertiesOf(block));
        }
        foreach (BlockId id in view.ShownChildren(Key.Trash).Select(key => key.ToBlockId()).Order()) lines.Append(CultureInfo.InvariantCulture, $"trash {id}\n");
        return lines.ToString();
    }

    private static IEnumerable<KeyValuePair<string, PropertyValue>> PropertiesOf(OracleBlock block) =>
        block.Properties.Order(StringComparer.Ordinal).Select(key => KeyValuePair.Create(key, block.Values(key)[0].Value)).Where(entry => entry.Value.Kind != PropertyKind.Null);

    private static void Append(StringBuilder lines, BlockId id, BlockId parent, int index, string type, string? author, string text) =>
        lines.Append(CultureInfo.InvariantCulture, $"{id} under {parent} at {index}: {type} by {author ?? "-"} \"{text}\"");

    private static void Append(StringBuilder lines, IEnumerable<KeyValuePair<string, PropertyValue>> properties)
    {
        foreach ((string key, PropertyValue value) in properties) lines.Append(CultureInfo.InvariantCulture, $" {key}={value.Kind}/{value}");
        lines.Append('\n');
    }
}
