using System.Globalization;
using Notion.Benchmarks.Cases;

namespace Notion.Benchmarks.Sync;

/// <summary>What <see cref="SyncCommand"/> is to do.</summary>
/// <param name="Cases">Of S1 to S11.</param>
/// <param name="Server">The server's executable.</param>
/// <param name="Trace">The sequential trace of S5.</param>
/// <param name="Quick">Everything shorter: to see that it works, not to measure.</param>
/// <param name="Pinned">The server on CPU 0, the generator on CPU 1.</param>
/// <param name="SaturationStart">The first rate of S3, in edits a second of all clients.</param>
/// <param name="OpenPages">How many pages S5 opens.</param>
/// <param name="Kills">Of S6: how many kills at random moments; 0 for the two at 8 and 15 s.</param>
/// <param name="Seed">Of those moments, and of what S7 to S11 write.</param>
/// <param name="Postgres">A connection string: the servers keep their data there, all in one database; null for SQLite, a new one each.</param>
/// <param name="Output">A file that the lines are appended to, besides standard output; null for none.</param>
internal sealed record SyncOptions(
    IReadOnlyList<string> Cases, string Server, string Trace, bool Quick, bool Pinned, int SaturationStart, int OpenPages, int Kills, int Seed, string? Postgres, string? Output)
{
    private const string Usage =
        "sync [S1 S2 ... S11 | all] [--quick] [--no-pin] [--server PATH] [--trace FILE] [--s3-start EDITS/S] [--s5-pages N] [--kills N] [--seed N] [--postgres CONNECTION] [--out FILE]";

    public static SyncOptions Parse(string[] args)
    {
        var cases = new List<string>();
        string root = Root();
        var options = new SyncOptions(
            cases,
            Path.Combine(root, "src/Notion.Server/bin/Release/net10.0/Notion.Server"),
            Path.Combine(root, "../shared/traces/automerge-paper.json.gz"),
            Quick: false, Pinned: true, SaturationStart: 4_100, OpenPages: 200, Kills: 0, Seed: 1, Postgres: null, Output: null);
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "all": cases.AddRange(SyncCommand.CaseNames); break;
                case "--quick": options = options with { Quick = true }; break;
                case "--no-pin": options = options with { Pinned = false }; break;
                case "--server": options = options with { Server = Path.GetFullPath(Value()) }; break;
                case "--trace": options = options with { Trace = Value() }; break;
                case "--s3-start": options = options with { SaturationStart = Number() }; break;
                case "--s5-pages": options = options with { OpenPages = Number() }; break;
                case "--kills": options = options with { Kills = Number() }; break;
                case "--seed": options = options with { Seed = Number() }; break;
                case "--postgres": options = options with { Postgres = Value() }; break;
                case "--out": options = options with { Output = Path.GetFullPath(Value()) }; break;
                default:
                    if (!SyncCommand.CaseNames.Contains(args[i])) throw new UsageException($"'{args[i]}' is neither a case nor an option. {Usage}");
                    cases.Add(args[i]);
                    break;
            }

            string Value() => ++i < args.Length ? args[i] : throw new UsageException($"{args[i - 1]} needs a value. {Usage}");

            int Number() => int.TryParse(Value(), CultureInfo.InvariantCulture, out int number) && number > 0 ? number : throw new UsageException($"{args[i - 1]} takes a whole number above 0. {Usage}");
        }
        if (cases.Count == 0) cases.AddRange(SyncCommand.CaseNames);
        if (!OperatingSystem.IsLinux()) throw new UsageException("The load driver reads /proc and uses epoll: it runs on Linux only.");
        if (!File.Exists(options.Server)) throw new UsageException($"There is no server at {options.Server}: build src/Notion.Server (Release), or name one with --server.");
        if (options.Pinned && Environment.ProcessorCount < 2) throw new UsageException("Pinning takes two CPUs, one for the server and one for the generator. Use --no-pin.");
        return options;
    }

    private static string Root()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Notion.sln"))) return at.FullName;
        return Environment.CurrentDirectory;
    }
}
