using System.Globalization;

namespace Notion.Benchmarks.Sync;

/// <summary>What a <see cref="SyncLoad"/> does.</summary>
/// <param name="Url">A running server; null to start one in this process.</param>
/// <param name="Clients">Clients on each page.</param>
/// <param name="Rate">Edits a second by each client.</param>
/// <param name="Warmup">Seconds that count for nothing but losses.</param>
/// <param name="Seconds">Seconds measured.</param>
internal sealed record SyncLoadOptions(Uri? Url, int Pages, int Clients, double Rate, double Warmup, double Seconds, int Seed)
{
    public static bool TryParse(string[] args, out SyncLoadOptions options)
    {
        options = new SyncLoadOptions(null, 50, 4, 5, 3, 10, 1);
        for (int i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length) return false;
            string value = args[i + 1];
            if (args[i] == "--url")
            {
                if (!Uri.TryCreate(value, UriKind.Absolute, out Uri? url)) return false;
                options = options with { Url = url };
                continue;
            }
            if (!double.TryParse(value, CultureInfo.InvariantCulture, out double number) || number <= 0) return false;
            switch (args[i])
            {
                case "--pages": options = options with { Pages = (int)number }; break;
                case "--clients": options = options with { Clients = (int)number }; break;
                case "--rate": options = options with { Rate = number }; break;
                case "--warmup": options = options with { Warmup = number }; break;
                case "--seconds": options = options with { Seconds = number }; break;
                case "--seed": options = options with { Seed = (int)number }; break;
                default: return false;
            }
        }
        return options.Pages >= 1 && options.Clients >= 2;
    }
}
