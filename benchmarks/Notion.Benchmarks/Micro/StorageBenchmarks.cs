using BenchmarkDotNet.Attributes;
using Notion.Benchmarks.Preparing;
using Notion.Crdt;

namespace Notion.Benchmarks.Micro;

/// <summary>Saving and opening a page of about a hundred blocks of eighty characters.</summary>
[MemoryDiagnoser]
public class StorageBenchmarks
{
    private Document _page = null!;
    private byte[] _saved = [];

    [GlobalSetup]
    public void MakePage()
    {
        _page = SamplePages.MakeOne();
        _saved = _page.Save();
    }

    [Benchmark]
    public byte[] Save() => _page.Save();

    [Benchmark]
    public Document Load() => Document.Load(_saved, new ReplicaId(9));
}
