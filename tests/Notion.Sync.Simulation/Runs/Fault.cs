namespace Notion.Sync.Simulation.Runs;

/// <summary>What may go wrong in a run, besides delays. Each can be switched off by itself, to find out what a failure needs.</summary>
[Flags]
internal enum Fault
{
    None = 0,
    Cuts = 1 << 0,
    SilentCuts = 1 << 1,
    ClientCrashes = 1 << 2,
    ServerCrashes = 1 << 3,
    PowerLoss = 1 << 4,
    ServerDisk = 1 << 5,
    ClientDisk = 1 << 6,
    DiskFull = 1 << 7,
    SlowReaders = 1 << 8,
    Skew = 1 << 9,
    Permissions = 1 << 10,
    Forbidden = 1 << 11,
    TwoServers = 1 << 12,
    Drains = 1 << 13,
    HistoryTrims = 1 << 14,
    Generations = 1 << 15,
    ClientsForGood = 1 << 16,
    LongOffline = 1 << 17,
    Joins = 1 << 18,
    SmallWindows = 1 << 19,

    /// <summary>Several servers over one store, all the time, each with some of the clients.</summary>
    ManyServers = 1 << 20,
    All = (1 << 21) - 1,
}
