// A case and a trace: one measurement, one JSON line (docs/performance.md). Nothing, or options that start with a dash: the BenchmarkDotNet menu.
using BenchmarkDotNet.Running;
using Notion.Benchmarks.Cases;
using Notion.Benchmarks.Preparing;

switch (args)
{
    case [] or [['-', ..], ..]:
        BenchmarkSwitcher.FromAssembly(typeof(Case).Assembly).Run(args);
        return 0;
    case [Preparation.Verb, ..]:
        return CaseCommand.Guard(() => Preparation.Run(args[1..]));
    default:
        return CaseCommand.Guard(() => CaseCommand.RunCase(args));
}
