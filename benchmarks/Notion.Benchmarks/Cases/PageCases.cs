using Notion.Benchmarks.Measuring;
using Notion.Benchmarks.Preparing;
using Notion.Crdt;

namespace Notion.Benchmarks.Cases;

/// <summary>F: a thousand pages of about a hundred blocks; all opened, all text read, all kept.</summary>
internal static class PageCases
{
    public static void Generate(CaseRun run)
    {
        byte[][] pages = SamplePages.Make(out long characters);
        run.Result.Set("chars", characters);
        run.Result.Set("bytes", pages.Sum(page => (long)page.Length));
    }

    public static void LoadAll(CaseRun run)
    {
        Result result = run.Result;
        using var prepared = PreparedFolder.Make(Preparation.Pages, string.Empty);
        byte[][] pages = prepared.ReadPages(out long characters);
        result.Set("docs", pages.Length);
        result.Set("bytes", pages.Sum(page => (long)page.Length));
        MemoryBaseline baseline = MemoryBaseline.Take();
        var documents = new Document[pages.Length];
        long read = 0;
        result.Set("ms", Measurement.Time(() =>
        {
            for (int i = 0; i < pages.Length; i++)
            {
                documents[i] = DocumentFormat.Snapshot.Load(pages[i]);
                foreach (Block block in documents[i].Root.Children) read += block.Text.Length;
            }
        }));
        baseline.SetPeak(result);
        baseline.SetResident(result);
        result.Check(read == characters && documents.Length == SamplePages.Count);
        GC.KeepAlive(documents);
    }
}
