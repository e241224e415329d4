using System.Diagnostics.CodeAnalysis;
using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>What of a page is to be written to the <see cref="IChangeStore"/>, in order, without doing it.</summary>
/// <remarks>
/// <para>One write is under way at a time; whatever comes meanwhile is put together into the next, so a slow disk makes writes larger instead of more. Order matters:
/// a local change may depend on a remote one, and is never stored before it.</para>
/// <para>A write that failed is given out again as it was, under its number: it may have taken place, and the store does not make it twice.</para>
/// <para>That something was dropped is told only when a restart cannot bring it back: notices wait here for the write that takes it out of the page. The dropped changes stay on the store's pending list,
/// marked as refused, until they have been told.</para>
/// </remarks>
internal sealed class PageJournal
{
    private readonly ReplicaId _writer;
    private readonly List<long> _rows;
    private Queue _waiting = new();
    private Queue? _writing;
    private StoreWrite? _write;
    private bool _isUnderWay;
    private long _number;
    private long _bytesSinceReplacement;
    private long _replacementBytes;

    /// <param name="writer">An id that nobody else has who writes to the store.</param>
    /// <param name="rows">The ids of the updates that the page was loaded from.</param>
    public PageJournal(ReplicaId writer, IEnumerable<long> rows)
    {
        _writer = writer;
        _rows = [.. rows];
    }

    /// <summary>How many updates the store has for the page, as far as this client put or found them there.</summary>
    public int RowCount => _rows.Count;

    /// <summary>How many bytes are not stored yet.</summary>
    public long WaitingBytes => _waiting.Bytes + (_writing?.Bytes ?? 0);

    /// <summary>How many local changes have been dropped without this being stored.</summary>
    public int UnstoredDrops => _waiting.Drops + (_writing?.Drops ?? 0);

    /// <summary>Whether edits made here are among what is not stored yet; dropped ones too, of which nobody has been told.</summary>
    public bool HoldsEdits => _waiting.HoldsEdits || _writing is { HoldsEdits: true };

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

    /// <summary>The edit is not wanted any more: it was made again, or the application knows that it was dropped.</summary>
    public void Drop(PendingEdit edit)
    {
        if (edit.StoreId != 0 || !_waiting.Local.Remove(edit)) _waiting.Settled.Add(edit);
    }

    /// <summary>The edit was dropped, and the application does not know yet.</summary>
    public void Refuse(PendingEdit edit, SyncErrorCode code)
    {
        _waiting.Drops++;
        if (edit.StoreId == 0 && _waiting.Local.Remove(edit)) _waiting.DropsWhole = true;
        else _waiting.Refused.Add((edit, code));
    }

    /// <summary>Has something told once all that is known so far is stored: <see cref="Written"/> gives it.</summary>
    public void TellWhenStored(PageNotice notice) => _waiting.Notices.Add(notice);

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
        if (_isUnderWay || (_writing is null && _waiting.IsEmpty)) return false;
        if (_writing is null)
        {
            (_writing, _waiting) = (_waiting, new Queue());
            _write = ToWrite(_writing);
        }
        _isUnderWay = true;
        write = _write!;
        return true;
    }

    /// <summary>The write is stored.</summary>
    /// <param name="ids">What the store gave.</param>
    /// <param name="notices">What may be told now is added here.</param>
    /// <returns>Whether local edits were in it, which may now be sent.</returns>
    public bool Written(IReadOnlyList<long> ids, Queue<PageNotice> notices)
    {
        Queue queue = _writing is { } writing && _isUnderWay ? writing : throw new InvalidOperationException("No write is under way: take one first.");
        (_writing, _write, _isUnderWay) = (null, null, false);
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
        foreach (PageNotice notice in queue.Notices) notices.Enqueue(notice);
        return queue.Local.Count > 0;
    }

    /// <summary>The write failed, or it is not known whether it did not: it is given out again.</summary>
    public void Failed() => _isUnderWay = _isUnderWay ? false : throw new InvalidOperationException("No write is under way: take one first.");

    private StoreWrite ToWrite(Queue queue) => new()
    {
        Writer = _writer,
        Number = ++_number,
        Updates = queue.Replacement is { } replacement ? [replacement, .. queue.Remote] : queue.Remote,
        Local = queue.Local.ConvertAll(edit => edit.Change),
        Refused = [.. queue.Refused.Where(refused => refused.Edit.StoreId != 0).Select(refused => new RefusedChange(refused.Edit.StoreId, refused.Code))],
        Settled = [.. queue.Settled.Select(edit => edit.StoreId).Where(id => id != 0)],
        Replaced = queue.Replacement is null ? [] : [.. _rows],
        CreateIn = queue.CreateIn,
    };

    private sealed class Queue
    {
        public List<PendingEdit> Local { get; } = [];

        public List<ReadOnlyMemory<byte>> Remote { get; } = [];

        public List<PendingEdit> Settled { get; } = [];

        public List<(PendingEdit Edit, SyncErrorCode Code)> Refused { get; } = [];

        public List<PageNotice> Notices { get; } = [];

        public int Drops { get; set; }

        /// <summary>Whether an edit was dropped that the store has never had.</summary>
        public bool DropsWhole { get; set; }

        public bool HoldsEdits => Local.Count > 0 || DropsWhole;

        public ReadOnlyMemory<byte>? Replacement { get; set; }

        public Guid? CreateIn { get; set; }

        public long Bytes { get; set; }

        public bool IsEmpty => Local.Count == 0 && Remote.Count == 0 && Settled.Count == 0 && Refused.Count == 0 && Notices.Count == 0 && Replacement is null && CreateIn is null;
    }
}
