using Notion.Crdt.Tests.Documents;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Vectors;

/// <summary>
/// tests/vectors: bytes for whoever reads or writes the formats in another language. They change only where somebody means it:
/// NOTION_WRITE_VECTORS=1 writes them anew.
/// </summary>
public class GoldenVectorTests
{
    [Fact]
    public void TheyAreWhatTheLibraryWrites()
    {
        string told = GoldenStory.Tell().ToJson();
        if (Environment.GetEnvironmentVariable("NOTION_WRITE_VECTORS") == "1") File.WriteAllText(GoldenVectorFile.Path, told);
        Assert.Equal(File.ReadAllText(GoldenVectorFile.Path), told);
    }

    [Fact]
    public void AnotherImplementationReadsThem()
    {
        var oracle = new OracleDocument();
        Document engine = Pages.New(9);
        foreach (GoldenVector vector in GoldenVectorFile.Read().Vectors)
        {
            byte[] update = Convert.FromHexString(vector.Update);
            oracle.Apply(update);
            engine.Apply(update);
            Assert.Equal(Rendering.Of(oracle, new OracleView(oracle)), Rendering.Of(engine));
            Assert.Equal(vector.Shows, Shown(engine));
        }
    }

    [Fact]
    public void TheSnapshotsOpen()
    {
        foreach (GoldenVector vector in GoldenVectorFile.Read().Vectors)
        {
            byte[] snapshot = Convert.FromHexString(vector.Snapshot);
            Document opened = Document.Load(snapshot, new ReplicaId(9), new DocumentOptions { VerifySnapshots = true });
            Assert.Equal(vector.Shows, Shown(opened));
            Assert.Equal(snapshot, opened.Save());
        }
    }

    /// <summary>A line for the page and for each block: two spaces a level, type, text in quotes with its marks, values.</summary>
    internal static string[] Shown(Document page) =>
        [Rendering.AppendValues(new("page"), page.Root).ToString().TrimEnd('\n'), .. page.EnumerateBlocks().Select(Line)];

    private static string Line(Block block)
    {
        int level = 0;
        for (Block at = block; at.Parent is { } parent; at = parent) level++;
        var line = new System.Text.StringBuilder().Append(' ', 2 * level).Append(block.Type).Append(" \"").Append(block.RichText).Append('"');
        return Rendering.AppendValues(line, block).ToString().TrimEnd('\n');
    }
}
