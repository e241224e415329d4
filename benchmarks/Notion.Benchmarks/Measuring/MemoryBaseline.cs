namespace Notion.Benchmarks.Measuring;

/// <summary>Memory before a measured part; everything reported is the difference to it.</summary>
internal readonly record struct MemoryBaseline(double? Resident, double Heap, bool PeakWasReset)
{
    public static MemoryBaseline Take()
    {
        double? resident = ProcessMemory.ReadResident();
        return new MemoryBaseline(resident, ProcessMemory.ReadHeap(), ProcessMemory.TryResetPeak());
    }

    /// <summary>Sets peak_mb, the highest point since the baseline. Read it before anything is collected.</summary>
    public void SetPeak(Result result) => result.Set("peak_mb", PeakWasReset ? ProcessMemory.ReadPeak() - Resident : null);

    /// <summary>Sets rss_mb: what stays after a collection.</summary>
    public void SetResident(Result result) => result.Set("rss_mb", ProcessMemory.ReadResident() - Resident);

    /// <summary>Sets heap_mb. Read it straight after a collection, so after <see cref="SetResident"/>.</summary>
    public void SetHeap(Result result) => result.Set("heap_mb", ProcessMemory.ReadHeap() - Heap);
}
