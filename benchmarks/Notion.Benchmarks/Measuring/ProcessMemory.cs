using System.Globalization;

namespace Notion.Benchmarks.Measuring;

/// <summary>Memory of this process in MB, as the Linux kernel counts it; null on other systems, and the peak also where it cannot be reset.</summary>
internal static class ProcessMemory
{
    /// <summary>VmRSS after a full collection that gives free memory back to the system.</summary>
    public static double? ReadResident()
    {
        Collect();
        return ReadStatus("VmRSS:");
    }

    /// <summary>VmHWM: the highest VmRSS since <see cref="TryResetPeak"/>.</summary>
    public static double? ReadPeak() => ReadStatus("VmHWM:");

    /// <summary>The managed heap, garbage included unless a collection came just before.</summary>
    public static double ReadHeap() => GC.GetTotalMemory(forceFullCollection: false) / 1048576.0;

    /// <summary>Lets VmHWM start anew from the present VmRSS.</summary>
    public static bool TryResetPeak()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return false; // some containers mount /proc read-only: the peak is then reported as null
        }
    }

    /// <summary>A full blocking collection; twice, so that what finalizers held goes too.</summary>
    public static void Collect()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }

    private static double? ReadStatus(string key)
    {
        if (!OperatingSystem.IsLinux()) return null;
        foreach (string line in File.ReadLines("/proc/self/status"))
            if (line.StartsWith(key, StringComparison.Ordinal))
                return double.Parse(line.AsSpan(key.Length).Trim(" \tkB"), CultureInfo.InvariantCulture) / 1024;
        return null;
    }
}
