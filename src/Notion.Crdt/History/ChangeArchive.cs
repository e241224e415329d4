namespace Notion.Crdt;

/// <summary>The history section of a snapshot, packed until somebody asks for a change in it: opening a document does not cost its past.</summary>
internal class ChangeArchive
{
    private ColumnSet? _columns;

    public ChangeArchive()
    {
    }

    /// <param name="columns">The history section.</param>
    /// <param name="count">How many changes it holds.</param>
    public ChangeArchive(ColumnSet columns, int count)
    {
        _columns = columns;
        Count = count;
    }

    /// <summary>How many changes are still packed.</summary>
    public int Count { get; protected set; }

    /// <summary>Enters the packed changes in the history, before those that came since.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MalformedUpdate"/>: the section is not what its snapshot's checksum was made of by this library.</exception>
    public virtual void Unpack(DocumentState state)
    {
        if (_columns is null) return;
        var reader = new MessagePackSpanReader(_columns.Get(SnapshotColumn.Changes).Span);
        if (!reader.TryReadArrayHeader(out int count) || count != Count + 1) throw Unreadable();
        if (!reader.TryReadInteger(out long version) || version != UpdateDecoder.FormatVersion) throw Unreadable();

        var order = new List<(int Replica, int Change)>(Count + state.History.Count);
        var lists = new ChangeList[state.Replicas.Count];
        for (int i = 0; i < lists.Length; i++) lists[i] = new ChangeList();
        for (int i = 1; i < count; i++)
        {
            int start = reader.Position;
            if (!UpdateDecoder.TryReadHeader(ref reader, out DecodedChange change)) throw Unreadable();
            if (state.Replicas.Find(change.Replica.Value) is not { } replica || change.FirstCounter >= replica.End) throw Unreadable();
            ChangeList list = lists[replica.Index];
            HistoryCut.Part cut = state.Cut[replica.Id];
            HlcTimestamp before = list.Count > 0 ? list.Time(list.Count - 1) : cut.Time;
            bool follows = list.Count > 0 ? change.FirstCounter > list.FirstCounter(list.Count - 1) : change.FirstCounter == cut.End;
            if (!follows || !change.TryTime(before, out HlcTimestamp time)) throw Unreadable();
            order.Add((replica.Index, list.Count));
            list.Add(change.FirstCounter, time, reader.Slice(start, reader.Position));
        }

        int[] archived = Array.ConvertAll(lists, list => list.Count);
        foreach ((int replica, int change) in state.History) order.Add((replica, archived[replica] + change));
        for (int i = 0; i < lists.Length; i++)
        {
            ChangeList newer = state.Replicas[i].Changes;
            for (int change = 0; change < newer.Count; change++) lists[i].Add(newer.FirstCounter(change), newer.Time(change), newer.Change(change));
            state.Replicas[i].Changes = lists[i];
        }
        state.History.Clear();
        state.History.AddRange(order);
        _columns = null;
        Count = 0;
    }

    /// <summary>Timestamp of the change that holds a counter which is in the archive.</summary>
    public virtual HlcTimestamp TimeOf(DocumentState state, ReplicaState replica, int counter)
    {
        Unpack(state);
        return replica.Changes.TimeOf(counter);
    }

    private static CrdtException Unreadable() => SnapshotReader.Malformed("its history section is not in order");
}
