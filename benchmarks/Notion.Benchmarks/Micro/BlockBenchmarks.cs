using BenchmarkDotNet.Attributes;
using Notion.Crdt;

namespace Notion.Benchmarks.Micro;

/// <summary>Enter and Backspace, and drag and drop, on a page of a thousand blocks, each a transaction.</summary>
[MemoryDiagnoser]
public class BlockBenchmarks
{
    private const int Blocks = 1_000, Operations = 100;

    private readonly List<BlockId> _blocks = [];
    private Document _page = null!;

    [IterationSetup]
    public void Renew()
    {
        _page = new Document(new ReplicaId(1));
        _blocks.Clear();
        using Transaction transaction = _page.Begin();
        for (int i = 0; i < Blocks; i++)
        {
            BlockId block = transaction.CreateBlock("paragraph", BlockId.Root);
            transaction.InsertText(block, 0, "The quick brown fox jumps over the lazy dog");
            _blocks.Add(block);
        }
        transaction.Commit();
    }

    /// <summary>Splits a block and joins it again.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void SplitAndJoin()
    {
        for (int i = 0; i < Operations; i++)
        {
            using Transaction split = _page.Begin();
            BlockId second = split.Split(_blocks[i * (Blocks / Operations)], 20);
            split.Commit();
            using Transaction join = _page.Begin();
            join.Join(second);
            join.Commit();
        }
    }

    /// <summary>Moves a block from the second half of the page into the first.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void Move()
    {
        for (int i = 0; i < Operations; i++)
        {
            using Transaction move = _page.Begin();
            move.Move(_blocks[Blocks - 1 - (i * 4)], BlockId.Root, i * 4);
            move.Commit();
        }
    }
}
