namespace Notion.Crdt;

/// <summary>What happens at each commit: an entry is made or extended, or goes from one stack to the other.</summary>
public sealed partial class UndoHistory
{
    /// <summary>Called at the end of each local transaction, while its journal is still there.</summary>
    internal void Capture(string? author)
    {
        if (_step is { } step)
        {
            _step = null;
            CaptureStep(step);
            return;
        }
        if (_pauses > 0 || (_options.Authors is { } authors && !authors.Contains(author ?? string.Empty))) return;
        DateTimeOffset now = _time.GetUtcNow();
        UndoEntry? last = NextUndo;
        bool goesOn = last is not null && !_opensEntry && last.Author == author && (_groups > 0 || now - last.Time < _options.GroupingInterval);
        if (goesOn ? !TryCapture(last!) : !TryOpenEntry(author, now)) return;
        _undo[^1].Time = now;
        _redo.Clear();
        _opensEntry = false;
        _awaitsSelection = true;
        _changed = true;
    }

    /// <summary>Called after the commit's events.</summary>
    internal void Tell()
    {
        if (!_changed) return;
        _changed = false;
        Changed?.Invoke(this, EventArgs.Empty);
    }

    private bool TryOpenEntry(string? author, DateTimeOffset now)
    {
        var entry = new UndoEntry(author, now) { SelectionBefore = _selection };
        if (!TryCapture(entry)) return false;
        Push(_undo, entry);
        return true;
    }

    private bool TryCapture(UndoEntry entry) => UndoCapture.Capture(_document.State, _document.OwnIndex, entry.Records);

    private void Push(List<UndoEntry> stack, UndoEntry entry)
    {
        if (stack.Count == _options.MaxEntries) stack.RemoveAt(0);
        stack.Add(entry);
    }

    private UndoResult Take(List<UndoEntry> from, bool isUndo)
    {
        if (_groups > 0) throw new CrdtException(CrdtErrorCode.TransactionState, "A group is open: dispose it before undoing or redoing.");
        if (from.Count == 0) return default;
        string? author = from[^1].Author;
        using Transaction edit = _document.Begin(author ?? string.Empty);
        int taken = 0;
        bool visible = false;
        ReadOnlyMemory<byte> update;
        UndoEntry entry;
        try
        {
            do
            {
                entry = from[^++taken];
                visible = TakeBack(edit.Editor, entry, isUndo);
            }
            while (!visible && taken < from.Count && from[^(taken + 1)].Author == author);
            _document.State.Sequences.Invalidate();
            _step = new Step(from, taken, isUndo);
            update = edit.CommitUnchecked();
        }
        catch
        {
            _step = null;
            _renewed.Rollback();
            throw;
        }
        if (_step is not null)                          // there was nothing to do, and so no commit
        {
            _step = null;
            _renewed.Commit();
            from.RemoveRange(from.Count - taken, taken);
            _changed = true;
            Tell();
        }
        TextSelection? selection = isUndo ? entry.SelectionBefore : entry.SelectionAfter;
        return new UndoResult(visible, entry, update, selection is { } kept ? _document.Resolve(kept) : null);
    }

    private bool TakeBack(BlockEditor editor, UndoEntry entry, bool isUndo)
    {
        bool visible = false;
        for (int i = entry.Records.Count - 1; i >= 0; i--) visible |= editor.TakeBack(entry.Records[i], _renewed, !isUndo, _options.OverwritesOthers);
        return visible;
    }

    /// <summary>The entries that were taken back become one of the other stack; what the transaction did is what brings them back.</summary>
    private void CaptureStep(Step step)
    {
        List<UndoEntry> from = step.From;
        UndoEntry first = from[^1], last = from[^step.Taken];
        from.RemoveRange(from.Count - step.Taken, step.Taken);
        if (step.IsUndo) last.SelectionAfter = first.SelectionAfter;
        else last.SelectionBefore = first.SelectionBefore;
        last.Records.Clear();
        if (TryCapture(last)) Push(step.IsUndo ? _redo : _undo, last);
        _renewed.Commit();
        _renewed.Trim(_undo, _redo);
        _selection = (step.IsUndo ? last.SelectionBefore : last.SelectionAfter) ?? _selection;
        _opensEntry = true;
        _awaitsSelection = false;
        _changed = true;
    }

    private sealed record Step(List<UndoEntry> From, int Taken, bool IsUndo);
}
