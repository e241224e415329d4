using Notion.Benchmarks.Measuring;

namespace Notion.Benchmarks.Cases;

/// <summary>What a case works on.</summary>
/// <param name="TracePath">As given; empty for the cases without a trace.</param>
/// <param name="Format">For the cases that load a document.</param>
/// <param name="Result">Where the measurements go.</param>
internal sealed record CaseRun(string TracePath, DocumentFormat Format, Result Result);
