using Notion.Benchmarks.Measuring;
using Notion.Benchmarks.Preparing;
using Notion.Crdt;
using Notion.Traces;

namespace Notion.Benchmarks.Cases;

/// <summary>A: every patch of a sequential trace done locally, then the text read.</summary>
internal static class TypingCases
{
    public static void InOneTransaction(CaseRun run) => Measure<AtOnce>(run);

    public static void OneTransactionPerEdit(CaseRun run) => Measure<PerEdit>(run);

    /// <summary>The document after the last patch, each patch a transaction of its own, and what each sends to other replicas.</summary>
    public static Typed TypePerEdit(IReadOnlyList<Patch> patches)
    {
        var unwatched = default(NoProbe);
        return PerEdit.Type([.. patches], ref unwatched);
    }

    private static void Measure<TWay>(CaseRun run)
        where TWay : IWay
    {
        Result result = run.Result;
        using var prepared = PreparedFolder.Make(Preparation.Patches, run.TracePath);
        Patch[] patches = prepared.ReadPatches();
        double milliseconds = Measurement.Run(
            result,
            () =>
            {
                var unwatched = default(NoProbe);
                Typed typed = TWay.Type(patches, ref unwatched);
                return (Typed: typed, Text: TextPage.TextOf(typed.Document));
            },
            built =>
            {
                result.Set("save_bytes", DocumentFormat.Default.Save(built.Typed.Document).Length);
                if (built.Typed.Updates is { } updates) result.Set("update_bytes", updates.Sum(update => (long)update.Length));
                return built.Text == prepared.ReadEndContent();
            });
        result.Set("edits", patches.Length);
        result.Set("edits_s", (long)Math.Round(patches.Length / milliseconds * 1000));
        SetGapBuffer(result, patches, prepared.ReadEndContent());
        var probe = default(AllocationProbe);
        TWay.Type(patches, ref probe);
        probe.SetOn(result);
    }

    /// <summary>The same edits on a plain array: gap_ms, after it has been compiled as the warm repeats were.</summary>
    private static void SetGapBuffer(Result result, Patch[] patches, string end)
    {
        bool same = GapBuffer.Replay(patches) == end;
        result.Check(same);
        result.Set("gap_ms", Measurement.MedianOfMore(() => GapBuffer.Replay(patches), coldMilliseconds: 0));
    }

    internal readonly record struct Typed(Document Document, ReadOnlyMemory<byte>[]? Updates);

    private interface IWay
    {
        static abstract Typed Type<TProbe>(Patch[] patches, ref TProbe probe)
            where TProbe : struct, IStepProbe;
    }

    private sealed class AtOnce : IWay
    {
        public static Typed Type<TProbe>(Patch[] patches, ref TProbe probe)
            where TProbe : struct, IStepProbe
        {
            Document document = TextPage.Open(1);
            using Transaction transaction = document.Begin();
            probe.Begin();
            foreach (ref readonly Patch patch in patches.AsSpan())
            {
                TextPage.Apply(transaction, patch);
                probe.EndStep();
            }
            transaction.Commit();
            return new Typed(document, null);
        }
    }

    private sealed class PerEdit : IWay
    {
        public static Typed Type<TProbe>(Patch[] patches, ref TProbe probe)
            where TProbe : struct, IStepProbe
        {
            Document document = TextPage.Open(1);
            var updates = new ReadOnlyMemory<byte>[patches.Length];
            probe.Begin();
            for (int i = 0; i < updates.Length; i++)
            {
                using Transaction transaction = document.Begin();
                TextPage.Apply(transaction, patches[i]);
                updates[i] = transaction.Commit();
                probe.EndStep();
            }
            return new Typed(document, updates);
        }
    }
}
