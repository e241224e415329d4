namespace Notion.Sync.Simulation.Disks;

/// <summary>A disk did not do what was asked, or does not say so.</summary>
internal sealed class DiskException(DiskFault fault) : IOException($"The disk failed: {fault}.")
{
    public DiskFault Fault { get; } = fault;
}
