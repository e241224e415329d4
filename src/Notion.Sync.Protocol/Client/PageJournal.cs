using System.Diagnostics.CodeAnalysis;

namespace Notion.Sync.Protocol;

/// <summary>What of a page is to be written to the <see cref="IChangeStore"/>, in order, without doing it.</summary>
/// <remarks>
/// <para>One write is under way at a time; whatever comes meanwhile is put together into the next, so a slow disk makes writes larger instead of more. Order matters:
/// a local change may depend on a remote one, and is never stored before it.</para>
/// <para>A write that failed is given out again, with what has come since. It may have taken place nevertheless: a change is then stored twice, and the second is taken off when the page is loaded.</para>
/// </remarks>
internal sealed class PageJournal
{
    private readonly List<long> _rows;
    private Queue _waiting = new();
    private Queue? _writing;
    private long _bytesSinceReplacement;
    private long _replacementBytes;

    /// <param name="rows">The ids of the updates that the page was loaded from.</param>
    public PageJournal(IEnumerable<long> rows) => _rows = [.. rows];

    /// <summary>How many updates the store has for the page, as far as this client put or found them there.</summary>
    public int RowCount => _rows.Count;

    /// <summary>How many bytes are not stored yet.</summary>
    public long WaitingBytes => _waiting.Bytes + (_writing?.Bytes ?? 0);

    /// <summary>Whether edits made here are among what is not stored yet.</summary>
    public bool HoldsEdits => _waiting.Local.Count > 0 || _writing is { Local.Count: > 0 };

    public bool IsIdle => _waiting.IsEmpty && _writing is null;

    /// <summary>Whether the rows are worth putting together: many, and so much that writing them anew costs no more than writing them did.</summary>
    public bool IsLarge(int rows) => _rows.Count > rows && _bytesSinceReplacement >= _replacementBytes && _waiting.Replacement is null && _writing?.Replacement is null;

    public void AddLocal(PendingEdit edit)
    {
        _waiting.Local.Add(edit);
        _waiting.Bytes += edit.Change.Update.Length;
    }

    public void AddRemote(ReadOnlyMemory<byte> update)
    {
        _waiting.Remote.Add(update);
        _waiting.Bytes += update.Length;
    }

    /// <summary>The edit is durable, so it is pending no more.</summary>
    public void Settle(PendingEdit edit)
    {
        if (edit.StoreId == 0 && _waiting.Local.Remove(edit)) _waiting.Remote.Add(edit.Change.Update);
        else _waiting.Settled.Add(edit);
    }

    /// <summary>The edit was dropped.</summary>
    public void Drop(PendingEdit edit)
    {
        if (edit.StoreId != 0 || !_waiting.Local.Remove(edit)) _waiting.Settled.Add(edit);
    }

    /// <summary>Puts one update in the place of all that are stored or wait; pending changes stay on their list.</summary>
    public void Replace(ReadOnlyMemory<byte> replacement)
    {
        _waiting.Remote.Clear();
        _waiting.Replacement = replacement;
        _waiting.Bytes += replacement.Length;
    }

    public void SetCreation(Guid? createIn) => _waiting.CreateIn = createIn ?? Guid.Empty;

    /// <summary>The next write; false while one is under way, or there is nothing to write.</summary>
    public bool TryTake([NotNullWhen(true)] out StoreWrite? write)
    {
        write = null;
        if (_writing is not null || _waiting.IsEmpty) return false;
        Queue queue = _writing = _waiting;
        _waiting = new Queue();
        write = new StoreWrite
        {
            Updates = queue.Replacement is { } replacement ? [replacement, .. queue.Remote] : queue.Remote,
            Local = queue.Local.ConvertAll(edit => edit.Change),
            Settled = [.. queue.Settled.Select(edit => edit.StoreId).Where(id => id != 0)],
            Replaced = queue.Replacement is null ? [] : [.. _rows],
            CreateIn = queue.CreateIn,
        };
        return true;
    }

    /// <summary>The write is stored; true where local edits were in it, which may now be sent.</summary>
    public bool Written(IReadOnlyList<long> ids)
    {
        Queue queue = _writing ?? throw new InvalidOperationException("No write is under way: take one first.");
        _writing = null;
        int updates = ids.Count - queue.Local.Count;
        for (int i = 0; i < queue.Local.Count; i++) queue.Local[i].StoreId = ids[updates + i];
        if (queue.Replacement is { } replacement)
        {
            _rows.Clear();
            _bytesSinceReplacement = queue.Bytes - replacement.Length;
            _replacementBytes = replacement.Length;
        }
        else
        {
            _bytesSinceReplacement += queue.Bytes;
        }
        _rows.AddRange(ids);
        return queue.Local.Count > 0;
    }

    /// <summary>The write failed, or it is not known whether it did not: it is given out again.</summary>
    public void Failed()
    {
        Queue queue = _writing ?? throw new InvalidOperationException("No write is under way: take one first.");
        _writing = null;
        queue.Append(_waiting);
        _waiting = queue;
    }

    private sealed class Queue
    {
        public List<PendingEdit> Local { get; } = [];

        public List<ReadOnlyMemory<byte>> Remote { get; } = [];

        public List<PendingEdit> Settled { get; } = [];

        public ReadOnlyMemory<byte>? Replacement { get; set; }

        public Guid? CreateIn { get; set; }

        public long Bytes { get; set; }

        public bool IsEmpty => Local.Count == 0 && Remote.Count == 0 && Settled.Count == 0 && Replacement is null && CreateIn is null;

        public void Append(Queue later)
        {
            if (later.Replacement is { } replacement)
            {
                Replacement = replacement;
                Remote.Clear();
            }
            Local.AddRange(later.Local);
            Remote.AddRange(later.Remote);
            foreach (PendingEdit edit in later.Settled)
                if (edit.StoreId != 0 || !Local.Remove(edit)) Settled.Add(edit);
            CreateIn = later.CreateIn ?? CreateIn;
            Bytes += later.Bytes;
        }
    }
}
