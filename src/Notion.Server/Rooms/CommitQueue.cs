using Notion.Crdt;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Rooms;

/// <summary>
/// What a room has merged in memory and the store has not: the updates to write, and who waits for word that they are durable.
/// </summary>
/// <remarks>
/// At most one commit is under way. Everything merged meanwhile waits for the next one, so a room never asks the store for more than
/// one thing at a time, and a slow disk makes commits larger instead of more.
/// </remarks>
internal sealed class CommitQueue
{
    private readonly List<PageUpdate> _updates = [];
    private readonly List<Waiting> _waiting = [];
    private int _takenUpdates;
    private int _takenWaiting;
    private int _told;                                  // so many of the first that wait have heard that their batch was received
    private int _late;                                  // so many of the first were there at the last look

    /// <summary>The updates' bytes, those under way included.</summary>
    public long Bytes { get; private set; }

    public bool IsCommitting { get; private set; }

    public bool IsEmpty => _waiting.Count == 0 && _updates.Count == 0;

    /// <summary>The document's version once the commit under way is done.</summary>
    public VersionVector TakenVersion { get; private set; } = VersionVector.Empty;

    public int TakenCount => _takenUpdates;

    public void Add(PageUpdate update)
    {
        _updates.Add(update);
        Bytes += update.Bytes.Length;
    }

    /// <summary>The batch is durable once everything added so far is.</summary>
    public void AddWaiting(SyncChannel channel, long batch) => _waiting.Add(new Waiting(channel, batch, null));

    /// <summary>Whoever asked for it is told once everything added so far is durable.</summary>
    public void AddWaiting(TaskCompletionSource done) => _waiting.Add(new Waiting(null, 0, done));

    /// <summary>Nothing more will be stored: who waits is told so. Those behind channels learn it from the channels.</summary>
    public void Abandon(StoreException failure)
    {
        foreach (Waiting waiting in _waiting) waiting.Done?.TrySetException(failure);
    }

    /// <summary>Starts a commit of all there is.</summary>
    /// <returns>The updates to write; none when the waiting ones only repeat what is durable already.</returns>
    public IReadOnlyList<PageUpdate> Take(VersionVector version)
    {
        IsCommitting = true;
        _takenUpdates = _updates.Count;
        _takenWaiting = _waiting.Count;
        TakenVersion = version;
        return _updates.ToArray();
    }

    /// <summary>Whether somebody waits who has heard nothing yet.</summary>
    public bool OwesWord => _told < _waiting.Count;

    /// <summary>Tells everybody who waits that their batch was received.</summary>
    public void TellReceived() => TellReceived(_waiting.Count);

    /// <summary>Tells those who wait since the last look.</summary>
    public void TellLate()
    {
        TellReceived(_late);
        _late = _waiting.Count;
    }

    private void TellReceived(int count)
    {
        for (; _told < count; _told++) _waiting[_told].TellReceived();
    }

    /// <summary>The commit is on the disk.</summary>
    /// <returns>Who is to be told.</returns>
    public IReadOnlyList<Waiting> Complete()
    {
        Waiting[] told = [.. _waiting.Take(_takenWaiting)];
        foreach (PageUpdate update in _updates.Take(_takenUpdates)) Bytes -= update.Bytes.Length;
        _updates.RemoveRange(0, _takenUpdates);
        _waiting.RemoveRange(0, _takenWaiting);
        _told = Math.Max(0, _told - _takenWaiting);
        _late = Math.Max(0, _late - _takenWaiting);
        IsCommitting = false;
        return told;
    }

    /// <summary>An update was found in the log: it need not be written any more. Not while a commit is under way.</summary>
    /// <returns>False where it is not here.</returns>
    public bool Remove(ReadOnlySpan<byte> update)
    {
        for (int i = 0; i < _updates.Count; i++)
        {
            if (!update.SequenceEqual(_updates[i].Bytes)) continue;
            Bytes -= update.Length;
            _updates.RemoveAt(i);
            return true;
        }
        return false;
    }

    /// <summary>The commit failed: the next one takes the same again, and what has come since.</summary>
    public void PutBack() => IsCommitting = false;

    /// <summary>Somebody who waits for word that something is durable: a batch's channel, or a request.</summary>
    internal readonly record struct Waiting(SyncChannel? Channel, long Batch, TaskCompletionSource? Done)
    {
        public void TellReceived() => Channel?.AckReceived(Batch);

        public void Tell()
        {
            Channel?.AckDurable(Batch);
            Done?.TrySetResult();
        }
    }
}
