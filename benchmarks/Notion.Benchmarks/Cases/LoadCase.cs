using Notion.Benchmarks.Measuring;
using Notion.Benchmarks.Preparing;
using Notion.Crdt;
using Notion.Traces;

namespace Notion.Benchmarks.Cases;

/// <summary>C-load: a fresh process opens a document and reads its text; then the first edit, which pays for what opening postponed.</summary>
internal static class LoadCase
{
    public static void Run(CaseRun run)
    {
        Result result = run.Result;
        using var prepared = PreparedFolder.Make(Preparation.Documents, run.TracePath);
        byte[] bytes = prepared.ReadDocument(run.Format);
        result.Set("bytes", bytes.Length);
        Measurement.Run(
            result,
            () =>
            {
                Document document = run.Format.Load(bytes);
                return (Document: document, Text: TextPage.TextOf(document));
            },
            loaded =>
            {
                string end = prepared.ReadEndContent();
                result.Set("first_edit_ms", Measurement.Time(() => InsertInTheMiddle(loaded.Document, end)));
                return loaded.Text == end && TextPage.TextOf(loaded.Document).Length == end.Length + 1;
            });
        result.Set("first_edit_warm_ms", MedianOfFirstEdits(run.Format, bytes, prepared.ReadEndContent()));
    }

    private static double MedianOfFirstEdits(DocumentFormat format, byte[] bytes, string end)
    {
        double[] times = new double[4];
        for (int i = 0; i < times.Length; i++)
        {
            ProcessMemory.Collect();
            Document document = format.Load(bytes);
            times[i] = Measurement.Time(() => InsertInTheMiddle(document, end));
        }
        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static void InsertInTheMiddle(Document document, string text)
    {
        int middle = text.Length / 2;
        if (middle < text.Length && char.IsLowSurrogate(text[middle])) middle++;
        using Transaction transaction = document.Begin();
        transaction.InsertText(TextPage.Block, middle, "x");
        transaction.Commit();
    }
}
