using Notion.Sync.Simulation.Time;

namespace Notion.Sync.Simulation.Disks;

/// <summary>
/// Transactions on a disk. A transaction is written, then synced. What is synced stays whatever happens, and only that is seen by readers. A loss of power may
/// take the one that is only written; one that is half written counts as not there, as the checksums of a write-ahead log see to.
/// </summary>
/// <remarks>One transaction at a time, in the order of the calls, each with a delay and perhaps a fault.</remarks>
internal sealed class SimulatedDisk<T>(Agenda agenda, Chance chance, DiskFaults faults)
    where T : class
{
    private T? _written;
    private TimeSpan _freeAt;

    /// <summary>A transaction is on the disk for good.</summary>
    public Action<T>? Synced { get; set; }

    /// <summary>Whether the next read is to fail.</summary>
    public bool FailsToRead() => faults.Next(chance, agenda.Now) is DiskFault.Busy;

    /// <summary>Reads, behind what is being written.</summary>
    public void Read(Action done) => agenda.At(Turn(Delay()), done);

    /// <summary>Writes and syncs. Whoever asked may be dead by then: <paramref name="prepare"/> gives null in this case, and when there is nothing to write.</summary>
    /// <param name="prepare">Called when it is this transaction's turn; what it throws is the answer.</param>
    /// <param name="done">Called with null when the transaction is synced.</param>
    public void Write(Func<T?> prepare, Action<Exception?> done)
    {
        TimeSpan writing = Turn(Delay());
        TimeSpan syncing = Turn(Delay());
        DiskFault fault = faults.Next(chance, agenda.Now);
        agenda.At(writing, () =>
        {
            if (fault is DiskFault.Busy or DiskFault.Full)
            {
                done(new DiskException(fault));
                return;
            }
            T? transaction;
            try
            {
                transaction = prepare();
            }
            catch (Exception refused) when (refused is not Claims.SimulationFailure)
            {
                done(refused);
                return;
            }
            if (transaction is null) return;
            if (fault is DiskFault.Torn)
            {
                done(new DiskException(fault));
                return;
            }
            _written = transaction;
            agenda.At(syncing, () =>
            {
                Sync(transaction);
                done(fault is DiskFault.Unknown ? new DiskException(fault) : null);
            });
        });
    }

    /// <summary>The process that writes is killed: what is written stays, and will be synced. After a loss of power it may be gone.</summary>
    public void Crash(bool powerLoss)
    {
        if (_written is not { } transaction) return;
        if (!powerLoss || chance.Happens(0.5)) Sync(transaction);
        _written = null;
    }

    private void Sync(T transaction)
    {
        if (_written != transaction) return;
        _written = null;
        Synced?.Invoke(transaction);
    }

    private TimeSpan Delay() => TimeSpan.FromMicroseconds(100) + chance.Skewed(chance.Happens(0.02) ? TimeSpan.FromSeconds(3) : TimeSpan.FromMilliseconds(20));

    private TimeSpan Turn(TimeSpan duration) => _freeAt = (_freeAt > agenda.Now ? _freeAt : agenda.Now) + duration;
}
