using System.IO.Compression;
using System.Text.Json.Nodes;
using Notion.Benchmarks.Measuring;
using Notion.Benchmarks.Preparing;
using Notion.Crdt;
using Notion.Traces;

namespace Notion.Benchmarks.Cases;

/// <summary>C-save: the document of a trace, written in each format.</summary>
internal static class SaveCase
{
    public static void Run(CaseRun run)
    {
        Result result = run.Result;
        TextTrace trace = TextTraceReader.Read(run.TracePath);
        TracedPage? page = null;
        double milliseconds = Measurement.Time(() => page = TracedPage.Build(trace));
        if (trace.IsConcurrent) result.Set("convert_ms", milliseconds);
        Document document = page!.Document;
        result.Check(TextPage.TextOf(document) == trace.EndContent);
        result.Set("updates", page.Updates.Count);
        result.Set("update_bytes", page.Updates.Sum(update => (long)update.Length));
        foreach (DocumentFormat format in DocumentFormat.All) result.Set(format.Name, Measure(document, format));
    }

    private static JsonObject Measure(Document document, DocumentFormat format)
    {
        byte[] bytes = [];
        double cold = Measurement.Time(() => bytes = format.Save(document));
        return new JsonObject
        {
            ["bytes"] = bytes.Length,
            ["enc_ms"] = Result.Round(cold),
            ["enc_warm_ms"] = Result.Round(Measurement.MedianOfMore(() => format.Save(document), cold)),
            ["gz_bytes"] = GzipSize(bytes),
        };
    }

    private static long GzipSize(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(bytes);
        return packed.Length;
    }
}
