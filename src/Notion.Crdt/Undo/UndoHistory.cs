namespace Notion.Crdt;

/// <summary>
/// One person's undo and redo in a document. It follows the transactions of one document object and takes them back as new transactions, so that only this person's
/// work goes: what others did, before, since or at the same time, stays.
/// </summary>
/// <remarks>
/// <para>Nothing is made anew: text that comes back is the same text, with the cursors and marks that were in it, and a block that comes back is the same block. The inverse of each verb, and when
/// it has no effect, is in docs/undo.md.</para>
/// <para>An entry that has lost its effect, because others have overwritten it all, is passed over: the call goes on to the one before, and both come back with one redo.</para>
/// <para>A new transaction that is tracked drops what could be redone. What comes in by <see cref="Document.Apply"/> never does.</para>
/// <para>As thread-safe as its document, to which it holds on until disposed. A document may have several, each for an author of its own.</para>
/// </remarks>
public sealed partial class UndoHistory : IDisposable
{
    private readonly Document _document;
    private readonly UndoHistoryOptions _options;
    private readonly TimeProvider _time;
    private readonly List<UndoEntry> _undo = [];
    private readonly List<UndoEntry> _redo = [];
    private readonly RenewedOperations _renewed = new();
    private TextSelection? _selection;
    private bool _awaitsSelection;
    private bool _opensEntry = true;                    // the next transaction begins an entry, however soon it comes
    private int _groups, _pauses;
    private bool _changed;
    private Step? _step;                                // while an undo or redo is being committed

    /// <summary>Begins to follow a document, from its next transaction on.</summary>
    /// <param name="document">The document.</param>
    /// <param name="options">What is kept, and how it is grouped; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public UndoHistory(Document document, UndoHistoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        _options = options ?? UndoHistoryOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxEntries, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.GroupingInterval, TimeSpan.Zero, nameof(options));
        _document = document;
        _time = document.Time;
        document.Attach(this);
    }

    /// <summary>Raised when what can be undone or redone has changed, after the document's own event and outside any transaction.</summary>
    public event EventHandler? Changed;

    /// <summary>The document that it follows.</summary>
    public Document Document => _document;

    /// <summary>Whether there is anything to undo.</summary>
    public bool CanUndo => _undo.Count > 0;

    /// <summary>Whether there is anything to redo.</summary>
    public bool CanRedo => _redo.Count > 0;

    /// <summary>How many entries there are to undo.</summary>
    public int UndoCount => _undo.Count;

    /// <summary>How many entries there are to redo.</summary>
    public int RedoCount => _redo.Count;

    /// <summary>What <see cref="Undo"/> takes back next; null where there is nothing.</summary>
    public UndoEntry? NextUndo => CanUndo ? _undo[^1] : null;

    /// <summary>What <see cref="Redo"/> brings back next; null where there is nothing.</summary>
    public UndoEntry? NextRedo => CanRedo ? _redo[^1] : null;

    /// <summary>The person's selection. Set it whenever it changes; it is kept with the entries, and an undo or redo sets it to the one that belongs to it.</summary>
    public TextSelection? Selection
    {
        get => _selection;
        set
        {
            _selection = value;
            if (!_awaitsSelection) return;
            _awaitsSelection = false;
            _undo[^1].SelectionAfter = value;
        }
    }

    /// <summary>Takes the last entry back that still has an effect.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.TransactionState"/>: a transaction or a group is open. The history is as before.</exception>
    public UndoResult Undo() => Take(_undo, isUndo: true);

    /// <summary>Brings back what the last <see cref="Undo"/> took away.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.TransactionState"/>: a transaction or a group is open. The history is as before.</exception>
    public UndoResult Redo() => Take(_redo, isUndo: false);

    /// <summary>Makes one entry of all that is tracked until the group is disposed, however long that takes. Groups inside a group belong to it.</summary>
    public UndoGroup Group()
    {
        if (_groups++ == 0) _opensEntry = true;
        return new UndoGroup(this);
    }

    /// <summary>Tracks nothing until the pause is disposed: for what a program does by itself.</summary>
    public UndoPause Pause()
    {
        _pauses++;
        return new UndoPause(this);
    }

    /// <summary>Lets the next transaction begin an entry of its own, however soon it comes: after the caret was moved, or before a command.</summary>
    public void EndEntry()
    {
        if (_groups == 0) _opensEntry = true;
    }

    /// <summary>Forgets everything. The document stays as it is.</summary>
    public void Clear()
    {
        bool any = CanUndo || CanRedo;
        _undo.Clear();
        _redo.Clear();
        _renewed.Clear();
        _opensEntry = true;
        _awaitsSelection = false;
        if (any) Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Stops following the document, and forgets everything.</summary>
    public void Dispose()
    {
        _document.Detach(this);
        Changed = null;
        Clear();
    }

    internal void EndGroup()
    {
        if (--_groups == 0) _opensEntry = true;
    }

    internal void EndPause() => _pauses--;
}
