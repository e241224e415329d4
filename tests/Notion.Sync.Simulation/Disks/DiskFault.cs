namespace Notion.Sync.Simulation.Disks;

/// <summary>How a transaction can go wrong.</summary>
internal enum DiskFault
{
    None,

    /// <summary>Somebody else holds the lock; nothing was written.</summary>
    Busy,

    /// <summary>No room; nothing was written.</summary>
    Full,

    /// <summary>Half of it was written, and nothing of it counts.</summary>
    Torn,

    /// <summary>It is on the disk, and yet the answer is a failure.</summary>
    Unknown,
}
