using Notion.Crdt;
using Notion.Server.Rooms;
using Notion.Server.Store;
using Notion.Sync.Simulation.Disks;
using Notion.Sync.Simulation.Time;

namespace Notion.Sync.Simulation.Servers;

/// <summary>The server's store: the contract of <see cref="IPageLog"/> over a simulated disk. It outlives the servers, and several may write to it.</summary>
internal sealed class PageStore
{
    private readonly SimulatedDisk<PageTransaction> _disk;
    private readonly StoredPages _pages = new();

    public PageStore(Agenda agenda, Chance chance, DiskFaults faults) => _disk = new SimulatedDisk<PageTransaction>(agenda, chance, faults)
    {
        // Readers see a transaction once it is synced, as they do with a write-ahead log.
        Synced = transaction =>
        {
            _pages.Apply(transaction);
            Synced?.Invoke(transaction);
        },
    };

    /// <summary>A transaction will survive anything from now on.</summary>
    public Action<PageTransaction>? Synced { get; set; }

    public IReadOnlyDictionary<Guid, BlockRow> Rows(Guid page) => _pages.Rows(page);

    public PageHistory History(Guid page) => _pages.Read(page);

    public void Read(Guid page, SimulatedProcess reader, Action<PageHistory> done)
    {
        Action<PageHistory> answer = reader.WhileAlive(done);
        _disk.Read(() => answer(_pages.Read(page)));
    }

    public void ReadAfter(Guid page, long sequence, SimulatedProcess reader, Action<IReadOnlyList<byte[]>?> done, Action failed)
    {
        Action<IReadOnlyList<byte[]>?> answer = reader.WhileAlive(done);
        Action<bool> refusal = reader.WhileAlive<bool>(_ => failed());
        bool fails = _disk.FailsToRead();
        _disk.Read(() =>
        {
            if (fails) refusal(true);
            else answer(_pages.ReadAfter(page, sequence));
        });
    }

    public void Append(PageCommit commit, SimulatedProcess writer, Action<StoreException?> done)
    {
        bool writes = false;
        Action<bool> begin = writer.WhileAlive<bool>(_ => writes = true);
        Action<StoreException?> answer = writer.WhileAlive(done);
        _disk.Write(
            () =>
            {
                begin(true);
                if (!writes) return null;
                long last = _pages.LastSequence(commit.PageId);
                if (last != commit.FirstSequence - 1) throw new StoreException(StoreErrorCode.Conflict, $"The page is at change {last}, not {commit.FirstSequence - 1}.");
                return new PageTransaction(commit.PageId, commit, null);
            },
            failure => answer(failure switch
            {
                null => null,
                StoreException refused => refused,
                DiskException { Fault: DiskFault.Busy } => new StoreException(StoreErrorCode.Busy, failure.Message, failure),
                DiskException { Fault: DiskFault.Full } => new StoreException(StoreErrorCode.Full, failure.Message, failure),
                _ => new StoreException(StoreErrorCode.Unavailable, failure.Message, failure),
            }));
    }

    /// <summary>Puts a compacted page in the place of its history, unless <paramref name="compact"/> declines. Whoever holds the page from before will meet a conflict.</summary>
    public void Compact(Guid page, Func<PageHistory, Document?> compact) => _disk.Write(
        () =>
        {
            if (compact(_pages.Read(page)) is not { } compacted) return null;
            return new PageTransaction(page, null, new CompactedPage(new PageSnapshot(compacted.Save(), compacted.Version.Encode()), PageProjector.Whole(compacted)));
        },
        static _ => { });

    /// <summary>A server that writes here is killed, or the machine loses power.</summary>
    public void Crash(bool powerLoss) => _disk.Crash(powerLoss);
}
