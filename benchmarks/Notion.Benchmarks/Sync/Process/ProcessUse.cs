using System.Globalization;

namespace Notion.Benchmarks.Sync;

/// <summary>What a process and the machine have used, from <c>/proc</c>, so that it holds for a server in any language.</summary>
internal static class ProcessUse
{
    private const double TicksPerSecond = 100;
    private const double KilobytesPerMegabyte = 1024;

    /// <summary>Seconds of CPU, user and system, of all threads.</summary>
    public static double CpuSeconds(int pid)
    {
        (double user, double system) = CpuSplit(pid);
        return user + system;
    }

    /// <summary>Seconds of CPU in the process's own code, and in the kernel on its behalf.</summary>
    public static (double User, double System) CpuSplit(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) / TicksPerSecond, Number(fields[12]) / TicksPerSecond);
    }

    /// <summary>Seconds in which some CPU of the machine did something.</summary>
    public static double MachineBusySeconds()
    {
        string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // user, nice, system, irq, softirq
        return (Number(fields[1]) + Number(fields[2]) + Number(fields[3]) + Number(fields[6]) + Number(fields[7])) / TicksPerSecond;
    }

    public static double ResidentMegabytes(int pid) => Status(pid, "VmRSS:");

    public static double PeakMegabytes(int pid) => Status(pid, "VmHWM:");

    public static double LoadAverage() => Number(File.ReadAllText("/proc/loadavg").Split(' ')[0]);

    public static string CpuName()
    {
        string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? "unknown" : line[(line.IndexOf(':') + 1)..].Trim();
    }

    private static double Status(int pid, string key)
    {
        string line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith(key, StringComparison.Ordinal));
        return double.Parse(line.AsSpan(key.Length).Trim(" \tkB"), CultureInfo.InvariantCulture) / KilobytesPerMegabyte;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
