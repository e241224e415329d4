namespace Notion.Crdt;

/// <summary>Local changes.</summary>
public sealed partial class Document
{
    private readonly List<Dependency> _dependencies = [];
    private readonly List<int> _seen = [];              // by replica: its End when the own last change was made
    private WallClock _wallClock;                       // asked when a transaction begins
    private long _added = -1;                           // DocumentState.Added when all that had come was seen
    private HlcTimestamp _transactionTime;
    private string? _transactionAuthor;
    private bool _authorChanges;
    private volatile bool _isApplying;                           // for the programmer's sake: a plain flag, no lock
    private int _transaction;                           // counts transactions; odd while one is open

    /// <summary>Starts a transaction: <c>using var edit = document.Begin(); …; edit.Commit();</c>. What is not committed is rolled back.</summary>
    /// <param name="author">Who does it, at most 1,024 bytes of UTF-8; null: the same as in this replica's change before.</param>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.TransactionState"/>: one is open already; <see cref="CrdtErrorCode.ReadOnlyDocument"/>: this is a view of the past;
    /// <see cref="CrdtErrorCode.ReplicaConflict"/>: this replica wrote before <see cref="Generation"/> began.</exception>
    /// <exception cref="ArgumentException"><paramref name="author"/> is too long or holds half of a surrogate pair.</exception>
    public Transaction Begin(string? author = null)
    {
        RequireNoTransaction();
        RequireWritable();
        if (Own.BaseEnd > 0)
            throw new CrdtException(CrdtErrorCode.ReplicaConflict, "This replica wrote before the document's generation began, and a replica writes in one generation only. Open the document with a new replica id.");
        if (author is not null) RequireName(author, nameof(author), allowEmpty: true);
        HlcTimestamp time = HlcTimestamp.Next(State.Clock, _wallClock.Read());
        string? name = author is null ? Own.Authors.Last : author.Length == 0 ? null : author;
        _authorChanges = name != Own.Authors.Last;
        _transactionTime = time;
        _transactionAuthor = name;
        CollectDependencies();
        Writer.Begin();
        Editing.Begin(time, name);
        State.Tracker?.Clear();
        _transaction++;
        return new Transaction(this, _transaction);
    }

    /// <summary>The number of the transaction that is open.</summary>
    internal int OpenTransaction => _transaction;

    internal BlockEditor Editor(int transaction)
    {
        if (transaction != _transaction || (_transaction & 1) == 0) throw NotOpen();
        return Editing;
    }

    internal ReadOnlyMemory<byte> Commit(int transaction, bool isChecked = true)
    {
        Editor(transaction);
        if (Writer.IsEmpty)
        {
            Rollback(transaction);
            return default;
        }
        if (isChecked && _options.Schema is { } schema) new SchemaCheck(this, schema).Run();
        ReadOnlySpan<byte> change = Writer.Finish(_transactionTime, _dependencies, _authorChanges ? _transactionAuthor ?? string.Empty : null, State.Generation);
        State.AddChange(Own, Own.End, Writer.NextCounter, _transactionTime, _transactionAuthor, change);
        CaptureForUndo();
        State.Commit();
        RememberSeen();
        _version = null;
        _transaction++;
        ReadOnlyMemory<byte> update = Own.Changes.Update(Own.Changes.Count - 1);
        Raise(isLocal: true, update);
        TellHistories();
        return update;
    }

    internal void Rollback(int transaction)
    {
        if (transaction != _transaction || (_transaction & 1) == 0) return;
        State.Tracker?.Clear();
        State.Rollback();
        Own.Knowledge.Truncate(Own.End);
        State.Tracker?.Clear();
        _transaction++;
    }

    internal static void RequireName(string name, string parameter, bool allowEmpty = false)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if ((name.Length == 0 && !allowEmpty) || name.Length > Limits.MaxNameBytes || System.Text.Encoding.UTF8.GetByteCount(name) > Limits.MaxNameBytes)
            throw new ArgumentException($"A name has 1 to {Limits.MaxNameBytes} bytes of UTF-8.", parameter);
        Surrogates.ThrowIfBroken(name);
    }

    /// <summary>What was seen since the own last change, sorted by replica; entered as known from the next counter on.</summary>
    private void CollectDependencies()
    {
        _dependencies.Clear();
        if (State.Added == _added) return;
        for (int i = 0; i < State.Replicas.Count; i++)
        {
            ReplicaState other = State.Replicas[i];
            int seen = Math.Max(i < _seen.Count ? _seen[i] : 0, other.BaseEnd);
            if (other == Own || other.End == seen) continue;
            _dependencies.Add(new Dependency(other.Id, other.End));
            Own.Knowledge.Add(Own.End, other.Index, other.End);
        }
        if (_dependencies.Count > 1) _dependencies.Sort((left, right) => left.Replica.CompareTo(right.Replica));
    }

    private void RememberSeen()
    {
        _added = State.Added;
        if (_dependencies.Count == 0) return;
        while (_seen.Count < State.Replicas.Count) _seen.Add(0);
        foreach (Dependency dependency in _dependencies) _seen[State.Replicas.Find(dependency.Replica.Value)!.Index] = dependency.End;
    }

    /// <summary>From here to its disposal an update is being applied: whoever else comes along is told.</summary>
    internal Applying BeginApplying()
    {
        _isApplying = true;
        return new Applying(this);
    }

    /// <summary>An update that is being applied.</summary>
    internal readonly ref struct Applying(Document document)
    {
        public void Dispose() => document._isApplying = false;
    }

    private void RequireNoTransaction()
    {
        if ((_transaction & 1) != 0)
            throw new CrdtException(CrdtErrorCode.TransactionState, "A transaction is open: commit or dispose it first. If another thread began it, let one thread at a time use the document.");
        if (_isApplying)
            throw new CrdtException(CrdtErrorCode.TransactionState, "Another thread is applying an update. Let one thread at a time use the document.");
    }

    private static CrdtException NotOpen() =>
        new(CrdtErrorCode.TransactionState, "The transaction was committed or rolled back already. Begin a new one.");
}
