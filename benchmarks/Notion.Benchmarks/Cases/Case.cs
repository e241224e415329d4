namespace Notion.Benchmarks.Cases;

/// <summary>One row of the side-by-side bench, as every library there measures it.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="NeedsTrace">Whether a trace file must be given.</param>
/// <param name="TakesFormat">Whether <c>:format</c> may follow the name.</param>
/// <param name="Run">Does it.</param>
internal sealed record Case(string Name, bool NeedsTrace, bool TakesFormat, Action<CaseRun> Run)
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new("A-one", true, false, TypingCases.InOneTransaction),
        new("A-edit", true, false, TypingCases.OneTransactionPerEdit),
        new("B", true, false, ImportCases.OneByOne),
        new("C-save", true, false, SaveCase.Run),
        new("C-load", true, true, LoadCase.Run),
        new("D-batch", true, false, ImportCases.InBatch),
        new("D-blob", true, false, ImportCases.AsBlob),
        new("E", true, false, BlockCases.Replay),
        new("E-load", true, true, BlockCases.Load),
        new("compact", true, false, CompactCase.Run),
        new("F-gen", false, false, PageCases.Generate),
        new("F", false, false, PageCases.LoadAll),
    ];
}
