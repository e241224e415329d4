using Notion.Crdt;
using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Disks;
using Notion.Sync.Simulation.Time;

namespace Notion.Sync.Simulation.Clients;

/// <summary>A client's store: the contract of <see cref="IChangeStore"/> over a simulated disk.</summary>
internal sealed class ClientStore
{
    private readonly SimulatedDisk<ClientTransaction> _disk;
    private readonly Dictionary<Guid, Rows> _pages = [];
    private long _lastId;

    public ClientStore(Agenda agenda, Chance chance, DiskFaults faults) => _disk = new SimulatedDisk<ClientTransaction>(agenda, chance, faults)
    {
        Synced = transaction =>
        {
            Apply(transaction);
            Synced?.Invoke(transaction);
        },
    };

    public Action<ClientTransaction>? Synced { get; set; }

    public void Load(SimulatedProcess client, Guid page, Action<StoredPage> done)
    {
        Action<StoredPage> answer = client.WhileAlive(done);
        _disk.Read(() => answer(Read(page)));
    }

    public void Write(SimulatedProcess client, Guid page, StoreWrite write, Action<IReadOnlyList<long>> written, Action<Exception> failed)
    {
        IReadOnlyList<long> ids = [];
        bool alive = false;
        Action<bool> begin = client.WhileAlive<bool>(_ => alive = true);
        Action<Exception?> answer = client.WhileAlive<Exception?>(failure =>
        {
            if (failure is null) written(ids);
            else failed(failure);
        });
        _disk.Write(
            () =>
            {
                begin(true);
                if (!alive) return null;
                bool isThere = _pages.TryGetValue(page, out Rows? rows) && rows.Writes.TryGetValue(write.Writer, out (long Number, long FirstId) last) && last.Number == write.Number;
                var transaction = new ClientTransaction(page, isThere ? new StoreWrite() : write, isThere ? rows!.Writes[write.Writer].FirstId : _lastId + 1);
                ids = [.. Enumerable.Range(0, write.Updates.Count + write.Local.Count).Select(i => transaction.FirstId + i)];
                return transaction;
            },
            answer);
    }

    public StoredPage Read(Guid page)
    {
        if (!_pages.TryGetValue(page, out Rows? rows)) return new StoredPage([], []);
        return new StoredPage(
            [.. rows.Updates.Select(row => new StoredUpdate(row.Key, row.Value))],
            [.. rows.Pending.Values])
        { CreateIn = rows.CreateIn };
    }

    /// <summary>The client is killed, or loses power.</summary>
    public void Crash(bool powerLoss) => _disk.Crash(powerLoss);

    private void Apply(ClientTransaction transaction)
    {
        if (!_pages.TryGetValue(transaction.Page, out Rows? rows)) _pages.Add(transaction.Page, rows = new Rows());
        StoreWrite write = transaction.Write;
        if (write.Number == 0) return;
        rows.Writes[write.Writer] = (write.Number, transaction.FirstId);
        foreach (long id in write.Replaced) rows.Updates.Remove(id);
        foreach (long id in write.Settled) rows.Pending.Remove(id);
        foreach (RefusedChange refused in write.Refused)
            if (rows.Pending.TryGetValue(refused.Id, out PendingChange? pending)) rows.Pending[refused.Id] = pending with { RefusedWith = refused.Code };
        long next = transaction.FirstId;
        foreach (ReadOnlyMemory<byte> update in write.Updates) rows.Updates.Add(next++, update);
        foreach (LocalChange change in write.Local)
        {
            rows.Updates.Add(next, change.Update);
            rows.Pending.Add(next, new PendingChange(next++, change));
        }
        _lastId = next - 1;
        if (write.CreateIn is { } createIn) rows.CreateIn = createIn == Guid.Empty ? null : createIn;
    }

    private sealed class Rows
    {
        public SortedDictionary<long, ReadOnlyMemory<byte>> Updates { get; } = [];

        public SortedDictionary<long, PendingChange> Pending { get; } = [];

        public Dictionary<ReplicaId, (long Number, long FirstId)> Writes { get; } = [];

        public Guid? CreateIn { get; set; }
    }
}
