using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Notion.Benchmarks.Sync;

/// <summary>
/// Runs the cases of the peers' load harness (S1 to S6) against this server in a process of its own, and prints one JSON line for each with the same fields; S7 to S11 are our own: a client that comes back, REST, pages of 1,000 blocks, revocations, and 10,000 open pages.
/// Each case starts a fresh server on a fresh data directory.
/// </summary>
internal static class SyncCommand
{
    private static readonly Dictionary<string, Action<SyncOptions, Action<string, JsonObject>>> Cases = new(StringComparer.Ordinal)
    {
        ["S1"] = TypingRun.Many,
        ["S2"] = TypingRun.OnePage,
        ["S3"] = SaturationRun.Run,
        ["S4"] = IdleRun.Run,
        ["S5"] = ColdOpenRun.Trace,
        ["S6"] = KillRun.Run,
        ["S7"] = ResumeRun.Run,
        ["S8"] = RestRun.Run,
        ["S9"] = ColdOpenRun.ManyBlocks,
        ["S10"] = RevocationRun.Run,
        ["S11"] = ManyPagesRun.Run,
    };

    public static IReadOnlyCollection<string> CaseNames => Cases.Keys;

    /// <returns>0; 1 when a case failed or something durable was lost.</returns>
    public static int Run(string[] args)
    {
        SyncOptions options = SyncOptions.Parse(args);
        if (options.Pinned) PinThisProcess();
        bool ok = true;
        foreach (string name in options.Cases)
        {
            try
            {
                Cases[name](options, Record);
            }
            catch (Exception failure) when (failure is InvalidOperationException or IOException or HttpRequestException)
            {
                Record(name, new JsonObject { ["error"] = failure.Message });
            }
        }
        return ok ? 0 : 1;

        void Record(string name, JsonObject fields)
        {
            ok &= !fields.ContainsKey("error") && (fields["lost"]?.GetValue<long>() ?? 0) == 0 && (fields["edits_lost_though_durable"]?.GetValue<long>() ?? 0) == 0;
            string line = Line(name, options, fields);
            Console.WriteLine(line);
            if (options.Output is not null) File.AppendAllText(options.Output, line + "\n");
        }
    }

    /// <summary>Two decimals are as much as these clocks carry.</summary>
    public static double? Round(double? value, int digits = 2) => value is { } number ? Math.Round(number, digits, MidpointRounding.AwayFromZero) : null;

    private static string Line(string name, SyncOptions options, JsonObject fields)
    {
        var line = new JsonObject
        {
            ["schema"] = 1,
            ["at"] = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture),
            ["case"] = name,
            ["target"] = "notion",
            ["target_version"] = $"Notion.Server {typeof(SyncCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}, {(options.Postgres is null ? "SQLite synchronous=FULL" : "PostgreSQL")}",
            ["persistent"] = true,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["cpu"] = ProcessUse.CpuName(),
            ["cores"] = Environment.ProcessorCount == 1 ? 2 : Environment.ProcessorCount,
            ["pinned"] = options.Pinned,
            ["load_avg"] = ProcessUse.LoadAverage(),
        };
        foreach ((string field, JsonNode? value) in fields) line[field] = value?.DeepClone();
        return line.ToJsonString(JsonSerializerOptions.Default);
    }

    /// <summary>Every thread that runs already; later ones inherit it.</summary>
    private static void PinThisProcess()
    {
        var start = new ProcessStartInfo("taskset") { RedirectStandardOutput = true };
        foreach (string argument in (string[])["-a", "-c", "-p", "1", $"{Environment.ProcessId}"]) start.ArgumentList.Add(argument);
        using Process taskset = Process.Start(start)!;
        taskset.StandardOutput.ReadToEnd();
        taskset.WaitForExit();
        if (taskset.ExitCode != 0) throw new InvalidOperationException("taskset could not pin the generator to CPU 1. Use --no-pin.");
    }
}
