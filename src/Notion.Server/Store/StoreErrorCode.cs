namespace Notion.Server.Store;

/// <summary>Why the store refused; a <see cref="Store.StoreException"/>'s message says it for people.</summary>
internal enum StoreErrorCode
{
    /// <summary>Locked by somebody else for longer than the time-out. Trying again helps.</summary>
    Busy = 1,

    /// <summary>No room left on the disk. Free some; waiting writers then go on by themselves.</summary>
    Full = 2,

    /// <summary>The device or the file does not answer as it should.</summary>
    Unavailable = 3,

    /// <summary>Another writer was faster. Read again, then try again.</summary>
    Conflict = 4,

    /// <summary>The data were written by a newer version of this server, or are no data of this server.</summary>
    Incompatible = 5,

    /// <summary>The store is closing.</summary>
    Closed = 6,

    /// <summary>The rows do not fit together: one exists already, or what it belongs to does not.</summary>
    Inconsistent = 7,
}
