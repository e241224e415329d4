namespace Notion.Benchmarks.Measuring;

/// <summary>
/// Counts what steps allocate on this thread: in total, and in how many of the steps at all. A document that grows must now and then take
/// another chunk of memory; a steady state without allocation means that all other steps take none.
/// </summary>
internal struct AllocationProbe : IStepProbe
{
    private long _last;
    private long _bytes;
    private int _steps;
    private int _allocating;

    public void Begin() => _last = GC.GetAllocatedBytesForCurrentThread();

    public void EndStep()
    {
        long now = GC.GetAllocatedBytesForCurrentThread();
        _steps++;
        if (now == _last) return;
        _bytes += now - _last;
        _allocating++;
        _last = now;
    }

    /// <summary>Sets alloc_bytes (in total), alloc_bytes_edit (per step) and alloc_edits (the number of steps that allocated).</summary>
    public readonly void SetOn(Result result)
    {
        result.Set("alloc_bytes", _bytes);
        result.Set("alloc_bytes_edit", _steps == 0 ? null : (double)_bytes / _steps);
        result.Set("alloc_edits", _allocating);
    }
}
