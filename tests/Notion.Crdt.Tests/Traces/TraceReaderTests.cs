using System.IO.Compression;
using System.Text;
using Notion.Traces;

namespace Notion.Tests.Traces;

public sealed class TraceReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("traces-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void PositionsBeyondTheBasicPlaneAreConvertedToUtf16()
    {
        TextTrace trace = ReadText("""{"startContent":"😀a","endContent":"","txns":[{"patches":[[1,0,"𝒳"],[2,1,"b"]]},{"patches":[[0,2,""]]}]}""");
        Assert.Equal([new(0, 0, "😀a"), new(2, 0, "𝒳"), new(4, 1, "b"), new(0, 4, "")], trace.Patches);
        Assert.True(trace.PositionsAreUtf16);
    }

    [Fact]
    public void LongTextsAreConvertedLikeShortOnes()
    {
        var random = new Random(5);
        var text = new List<Rune>();
        var patches = new List<string>();
        for (int i = 0; i < 400; i++)
        {
            int position = random.Next(text.Count + 1), deleted = Math.Min(random.Next(40), text.Count - position);
            Rune[] inserted = [.. string.Concat(Enumerable.Repeat("a😀é", random.Next(60))).EnumerateRunes()];
            text.RemoveRange(position, deleted);
            text.InsertRange(position, inserted);
            patches.Add($"[{position},{deleted},\"{string.Concat(inserted)}\"]");
        }
        string end = string.Concat(text);
        TextTrace trace = ReadText($$"""{"endContent":"{{end}}","txns":[{"patches":[{{string.Join(',', patches)}}]}]}""");
        var replayed = new StringBuilder();
        foreach (Patch patch in trace.Patches) replayed.Remove(patch.Position, patch.Deleted).Insert(patch.Position, patch.Inserted);
        Assert.Equal(end, replayed.ToString());
    }

    [Theory]
    [InlineData("plain.json", "plain")]
    [InlineData("a/b/packed.json.gz", "packed")]
    [InlineData("blocks-10k.ndjson.gz", "blocks-10k")]
    public void ATraceIsNamedAfterItsFile(string path, string name) => Assert.Equal(name, TraceFile.NameOf(path));

    [Fact]
    public void GzipIsToldByTheContentNotByTheName()
    {
        string path = Path.Combine(_folder, "packed.json");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            gzip.Write("""{"endContent":"a","txns":[{"patches":[[0,0,"a"]]}]}"""u8);
        Assert.Equal("a", TextTraceReader.Read(path).EndContent);
    }

    [Theory]
    [InlineData("", "not a text trace")]
    [InlineData("[1,2]", "not a text trace")]
    [InlineData("""{"txns":[]}""", "not a text trace")]
    [InlineData("""{"endContent":"\ud800","txns":[]}""", "not a text trace")]
    [InlineData("""{"endContent":"","txns":[{"patches":[[0,0]]}]}""", "[position, deleted, inserted]")]
    [InlineData("""{"endContent":"","txns":[{"patches":[[1,0,"x"]]}]}""", "reaches to 1, but the text has 0 code points")]
    [InlineData("""{"endContent":"","txns":[{"patches":[[0,-1,"x"]]}]}""", "negative")]
    [InlineData("""{"kind":"concurrent","endContent":"","numAgents":1,"txns":[{"parents":[0],"agent":0,"patches":[]}]}""", "does not come before it")]
    [InlineData("""{"kind":"concurrent","endContent":"","numAgents":1,"txns":[{"parents":[],"agent":1,"patches":[]}]}""", "agent 1")]
    public void ATextTraceThatCannotBeReplayedIsRefusedWithTheReason(string content, string reason) =>
        Assert.Contains(reason, Assert.Throws<TraceException>(() => ReadText(content)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("{}", "header")]
    [InlineData("""{"format":"blocks-v1","replicas":0}""", "0 replicas")]
    [InlineData("{\"format\":\"blocks-v1\",\"replicas\":2}\n[\"d\",2,1]", "line 2: replica 2")]
    [InlineData("{\"format\":\"blocks-v1\",\"replicas\":2}\n[\"m\",0,1]", "line 2")]
    [InlineData("{\"format\":\"blocks-v1\",\"replicas\":2}\n[\"x\",0,1]", "'x' is no operation")]
    [InlineData("{\"format\":\"blocks-v1\",\"replicas\":2}\n[\"c\",0,1,0,0,null]", "line 2: a block's type")]
    public void ABlockTraceThatCannotBeReplayedIsRefusedWithTheReason(string content, string reason) =>
        Assert.Contains(reason, Assert.Throws<TraceException>(() => BlockTraceReader.Read(Write(content))).Message, StringComparison.Ordinal);

    [Fact]
    public void AMissingOrDamagedFileIsRefusedWithTheReason()
    {
        Assert.Contains("no trace file", Assert.Throws<TraceException>(() => TextTraceReader.Read(Path.Combine(_folder, "none"))).Message, StringComparison.Ordinal);
        string path = Path.Combine(_folder, "cut.json.gz");
        File.WriteAllBytes(path, [0x1f, 0x8b, 8, 0, 0, 1]);
        Assert.Throws<TraceException>(() => TextTraceReader.Read(path));
    }

    private TextTrace ReadText(string content) => TextTraceReader.Read(Write(content));

    private string Write(string content)
    {
        string path = Path.Combine(_folder, "trace");
        File.WriteAllText(path, content);
        return path;
    }
}
