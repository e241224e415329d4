// A case and a trace: one measurement, one JSON line. keys: the lengths of positions. adversarial: the worst input, in three sizes. sync: a load on a server process, a JSON line per case; sync-table: these lines as a table.
// databases: queries over 100,000 rows.
// Nothing, or options that start with a dash: the BenchmarkDotNet menu. See docs/performance.md.
using BenchmarkDotNet.Running;
using Notion.Benchmarks.Adversarial;
using Notion.Benchmarks.Cases;
using Notion.Benchmarks.Databases;
using Notion.Benchmarks.Ordering;
using Notion.Benchmarks.Preparing;
using Notion.Benchmarks.Sync;

switch (args)
{
    case [] or [['-', ..], ..]:
        BenchmarkSwitcher.FromAssembly(typeof(Case).Assembly).Run(args);
        return 0;
    case ["keys"]:
        return KeyLengths.Run(Console.Out);
    case ["adversarial", ..]:
        return CaseCommand.Guard(() => AdversarialCommand.Run(args[1..], Console.Out));
    case ["databases", ..]:
        return CaseCommand.Guard(() => DatabasesCommand.Run(args[1..], Console.Out));
    case ["sync", ..]:
        return CaseCommand.Guard(() => SyncCommand.Run(args[1..]));
    case ["sync-table", ..]:
        return CaseCommand.Guard(() => StoreTable.Run(args[1..], Console.Out));
    case [Preparation.Verb, ..]:
        return CaseCommand.Guard(() => Preparation.Run(args[1..]));
    default:
        return CaseCommand.Guard(() => CaseCommand.RunCase(args));
}
