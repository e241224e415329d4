using System.Text.Json.Nodes;

namespace Notion.Benchmarks.Sync;

/// <summary>S3: the highest rate that 20 pages with 5 clients each bear: 99 % within 100 ms, nothing lost.</summary>
internal static class SaturationRun
{
    private const int Pages = 20;
    private const int Clients = 5;
    private const double Factor = 1.7;
    private const int MaxSteps = 9;

    public static void Run(SyncOptions options, Action<string, JsonObject> record)
    {
        JsonObject? best = null, bad = null;
        double total = options.SaturationStart;
        for (int i = 0; i < (options.Quick ? 2 : MaxSteps); i++)
        {
            JsonObject step = Step(total);
            if (!IsSustained(step))
            {
                bad = step;
                break;
            }
            best = step;
            total = Math.Round(total * Factor / 100) * 100;
        }
        for (int i = 0; best is null && i < 4; i++)
        {
            total = Math.Max(100, Math.Round(total / 2 / 100) * 100);
            JsonObject step = Step(total);
            if (IsSustained(step)) best = step;
            else bad = step;
        }
        for (int i = 0; best is not null && bad is not null && i < (options.Quick ? 0 : 2); i++)
        {
            double between = Math.Round((Offered(best) + Offered(bad)) / 2 / 50) * 50;
            if (between <= Offered(best) || between >= Offered(bad)) break;
            JsonObject step = Step(between);
            if (IsSustained(step)) best = step;
            else bad = step;
        }
        Record(best, bad);

        JsonObject Step(double rate)
        {
            JsonObject step;
            try
            {
                step = new LoadRun(Pages, Clients, rate / (Pages * Clients), options.Quick ? 2 : 5, options.Quick ? 1 : 2, Drain: 4).Run(options);
            }
            catch (InvalidOperationException failure)
            {
                step = new JsonObject { ["edits_offered_s"] = rate, ["note"] = failure.Message };
            }
            step["sustained"] = step["lat_p99_ms"]?.GetValue<double>() <= 100 && step["lost"]?.GetValue<long>() == 0;
            // A rate that is too high loses what is still under way: that is what was looked for, and no failure.
            var copy = (JsonObject)step.DeepClone();
            if (!IsSustained(step))
            {
                copy.Remove("lost");
                copy["undelivered"] = step["lost"]?.DeepClone();
            }
            record("S3-step", copy);
            return step;
        }

        void Record(JsonObject? found, JsonObject? beyond)
        {
            var result = (JsonObject?)found?.DeepClone() ?? new JsonObject { ["edits_offered_s"] = 0 };
            result["first_bad_edits_s"] = beyond?["edits_offered_s"]?.DeepClone();
            result["first_bad_p99_ms"] = beyond?["lat_p99_ms"]?.DeepClone();
            result["first_bad_lost"] = beyond?["lost"]?.DeepClone();
            result["first_bad_server_cpu_pct"] = beyond?["server_cpu_pct"]?.DeepClone();
            result["first_bad_gen_cpu_pct"] = beyond?["gen_cpu_pct"]?.DeepClone();
            double generator = Math.Max(found?["gen_cpu_pct"]?.GetValue<double>() ?? 0, beyond?["gen_cpu_pct"]?.GetValue<double>() ?? 0);
            result["generator_bound"] = generator > 85 || beyond?["gen_lag_p99_ms"]?.GetValue<double>() > 50;
            record("S3", result);
        }
    }

    private static bool IsSustained(JsonObject step) => step["sustained"]!.GetValue<bool>();

    private static double Offered(JsonObject step) => step["edits_offered_s"]!.GetValue<double>();
}
