namespace Notion.Crdt;

/// <summary>Lists changes, and says who made what.</summary>
/// <remarks>
/// The list is in the total order of timestamps, the latest first: a replica's changes rise in it, so it is merged from their ends, and what is left at
/// each point is a version, closed under causality. A page costs in proportion to its changes and to the logarithm of the replicas.
/// </remarks>
internal sealed class HistoryReader(DocumentState state)
{
    public HistoryPage List(HistoryQuery query)
    {
        state.Archive.Unpack(state);
        var decoder = new UpdateDecoder();
        var next = new int[state.Replicas.Count];
        var latest = new PriorityQueue<int, Stamp>(Comparer<Stamp>.Create((left, right) => state.Replicas.Compare(right, left)));
        for (int i = 0; i < next.Length; i++)
        {
            next[i] = query.Before is null ? state.Replicas[i].Changes.Count : state.Replicas[i].Changes.IndexFrom(query.Before[state.Replicas[i].Id]);
            Enqueue(i);
        }
        var entries = new List<HistoryEntry>();
        HistoryEntry? open = null;
        while (latest.TryPeek(out int replica, out Stamp stamp))
        {
            string? author = state.Replicas[replica].Authors.At(stamp.Counter);
            bool joins = open is not null && open.Author == author && open.Replica == state.Replicas[replica].Id
                && (open.Start.Milliseconds - stamp.Time.Milliseconds) * TimeSpan.TicksPerMillisecond <= query.GroupWithin.Ticks && query.GroupWithin > TimeSpan.Zero;
            if (open is not null && !joins)
            {
                entries.Add(open with { VersionBefore = VersionOf(next) });
                open = null;
                if (entries.Count == query.PageSize) return new HistoryPage(entries, entries[^1].VersionBefore);
            }
            ChangeSummary summary = Summarize(decoder, state.Replicas[replica].Changes.Update(next[replica] - 1).Span);
            open = open is null
                ? new HistoryEntry(author, state.Replicas[replica].Id, stamp.Time, stamp.Time, 1, summary, VersionVector.Empty, VersionOf(next))
                : open with { Start = stamp.Time, ChangeCount = open.ChangeCount + 1, Summary = open.Summary + summary };
            latest.Dequeue();
            next[replica]--;
            Enqueue(replica);
        }
        if (open is not null) entries.Add(open with { VersionBefore = VersionOf(next) });
        return new HistoryPage(entries, null);

        void Enqueue(int replica)
        {
            ChangeList changes = state.Replicas[replica].Changes;
            if (next[replica] > 0) latest.Enqueue(replica, new Stamp(changes.Time(next[replica] - 1), replica, changes.FirstCounter(next[replica] - 1)));
        }
    }

    public BlockAuthorship Describe(BlockNode block)
    {
        state.Archive.Unpack(state);
        var properties = new SortedDictionary<string, Attribution>(StringComparer.Ordinal);
        foreach (PropertyRegister register in block.Properties) properties.Add(register.Key, By(register.Stamp));
        var texts = new SortedDictionary<string, IReadOnlyList<AuthoredText>>(StringComparer.Ordinal);
        var marks = new SortedDictionary<string, IReadOnlyList<AuthoredMark>>(StringComparer.Ordinal);
        foreach (BlockNode field in block.Fields ?? [])
        {
            BlockNode text = block.FindField(field.Type)!;
            if (texts.ContainsKey(field.Type) || AuthorsOf(text) is not { Count: > 0 } runs) continue;
            texts.Add(field.Type, runs);
            if (MarksOn(text) is { Count: > 0 } marked) marks.Add(field.Type, marked);
        }
        return new BlockAuthorship(By(block.Created), block.Placed is { } placed ? By(placed.Stamp) : default, By(block.TypeStamp), properties, AuthorsOf(block))
        {
            PropertyTexts = texts,
            Marks = MarksOn(block),
            PropertyMarks = marks,
        };
    }

    private List<AuthoredMark> MarksOn(BlockNode block)
    {
        var stretches = new MarkStretches();
        new RichTextReader(state, stretches).Read(block);
        stretches.End();
        return [.. stretches.Closed.OrderBy(stretch => stretch.Start).ThenBy(stretch => state.Marks[stretch.Mark].Stamp, Comparer<Stamp>.Create(state.Replicas.Compare)).Select(stretch =>
            new AuthoredMark(stretch.Start, stretch.End - stretch.Start, MarkOf(stretch.Mark), By(state.Marks[stretch.Mark].Stamp)))];
    }

    private TextMark MarkOf(int mark) => new(state.Marks.KeyOf(mark).Type, state.Marks.KeyOf(mark).Id, state.Marks[mark].Value);

    private List<AuthoredText> AuthorsOf(BlockNode block)
    {
        var text = new List<AuthoredText>();
        foreach (ShownRun run in new ShownText(state, block).Runs) AddRun(text, run);
        return text;
    }

    private void AddRun(List<AuthoredText> text, ShownRun run)
    {
        ReplicaState replica = state.Replicas[run.Replica];
        ChangeList changes = replica.Changes;
        for (int counter = run.Counter, end = run.Counter + run.Length; counter < end;)
        {
            int change = changes.IndexFrom(counter + 1) - 1;
            int next = Math.Min(end, change + 1 < changes.Count ? changes.FirstCounter(change + 1) : end);
            if (change < 0) next = Math.Min(Math.Min(end, state.Cut[replica.Id].End), replica.Authors.EndOf(counter));
            var by = new Attribution(new OpId(replica.Id, counter), change < 0 ? null : changes.Time(change), replica.Authors.At(counter));
            text.Add(new AuthoredText(run.Offset + ((counter - run.Counter) * run.UnitsEach), (next - counter) * run.UnitsEach, by));
            counter = next;
        }
    }

    private Attribution By(Stamp stamp) => stamp == default
        ? default
        : new(state.Replicas.ToOpId(new ElementId(stamp.Replica, stamp.Counter)), stamp.Time, state.Replicas[stamp.Replica].Authors.At(stamp.Counter));

    private VersionVector VersionOf(int[] next) => VersionVector.From(next.Select((change, i) =>
    {
        ReplicaState replica = state.Replicas[i];
        return new KeyValuePair<ReplicaId, int>(replica.Id, change == replica.Changes.Count ? replica.End : replica.Changes.FirstCounter(change));
    }));

    private static ChangeSummary Summarize(UpdateDecoder decoder, ReadOnlySpan<byte> update)
    {
        decoder.Decode(update);
        var summary = default(ChangeSummary);
        foreach (ref DecodedOp op in decoder.Ops) summary += ChangeSummary.Of(op);
        return summary;
    }
}
