using BenchmarkDotNet.Attributes;
using Notion.Crdt;
using Notion.Traces;

namespace Notion.Benchmarks.Micro;

/// <summary>A thousand keystrokes in the middle of a text of 20,000 characters, each a transaction; and their arrival at another replica.</summary>
[MemoryDiagnoser]
public class TypingBenchmarks
{
    private const int Keystrokes = 1_000, Length = 20_000;

    private static readonly string Start = string.Concat(Enumerable.Repeat("lorem ipsum dolor sit amet ", Length / 27 + 1))[..Length];

    private byte[][] _updates = [];
    private Document _writer = null!;
    private Document _reader = null!;

    [GlobalSetup]
    public void RecordUpdates()
    {
        Renew();
        _updates = [.. Enumerable.Range(0, Keystrokes).Select(i => Press(i).ToArray())];
    }

    [IterationSetup]
    public void Renew()
    {
        _writer = TextPage.Open(1);
        using Transaction transaction = _writer.Begin();
        transaction.InsertText(TextPage.Block, 0, Start);
        ReadOnlyMemory<byte> start = transaction.Commit();
        _reader = TextPage.Open(2);
        _reader.Apply(start.Span);
    }

    [Benchmark(OperationsPerInvoke = Keystrokes)]
    public void Type()
    {
        for (int i = 0; i < Keystrokes; i++) Press(i);
    }

    [Benchmark(OperationsPerInvoke = Keystrokes)]
    public void ReceiveTyping()
    {
        foreach (byte[] update in _updates) _reader.Apply(update);
    }

    private ReadOnlyMemory<byte> Press(int i)
    {
        using Transaction transaction = _writer.Begin();
        transaction.InsertText(TextPage.Block, (Length / 2) + i, "x");
        return transaction.Commit();
    }
}
