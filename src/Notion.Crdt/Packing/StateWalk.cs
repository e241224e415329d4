namespace Notion.Crdt;

/// <summary>What the state tells of a replica's counters, from the first to the last.</summary>
internal ref struct StateWalk(PackedHistory history, int replica)
{
    private readonly TextOrder _text = history.Text;
    private readonly ReadOnlySpan<KnownOps.Entry> _entries = history.Known.Of(replica);

    /// <summary>The place of the first known operation that is not before the counter.</summary>
    public int Known { get; private set; }

    /// <summary>Whether that is the one at the counter.</summary>
    public bool IsKnown { get; private set; }

    public readonly ref readonly KnownOps.Entry Entry => ref _entries[Known];

    /// <summary>The place of the first run of text that ends after the counter.</summary>
    public int Place { get; private set; }

    /// <summary>Whether it begins at the counter or before.</summary>
    public bool IsText { get; private set; }

    /// <summary>Where the text ends that goes on from the counter, each character with the one before as left neighbour and all with the same right one.</summary>
    public int TextEnd { get; private set; }

    /// <summary>Whether the text at the counter goes on from the character before it in that way.</summary>
    public readonly bool GoesOn(int counter)
    {
        ref TextOrder.Run run = ref _text[_text.At(replica, Place)];
        if (run.Counter < counter) return true;
        if (Place == 0) return false;
        ref TextOrder.Run before = ref _text[_text.At(replica, Place - 1)];
        return before.IsText && before.ChainEnd > counter;
    }

    public void Seek(int counter)
    {
        while (Known < _entries.Length && _entries[Known].Counter < counter) Known++;
        IsKnown = Known < _entries.Length && _entries[Known].Counter == counter;
        int run = _text.At(replica, Place);
        while (run >= 0 && _text[run].End <= counter) run = _text.At(replica, ++Place);
        IsText = run >= 0 && _text[run].Counter <= counter && _text[run].IsText;
        TextEnd = IsText ? _text[run].ChainEnd : 0;
    }
}
