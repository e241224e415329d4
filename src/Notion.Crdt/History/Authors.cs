namespace Notion.Crdt;

/// <summary>Who made which change: a change names its author only where that is another than before, so the names are collected once, and on as changes come.</summary>
internal sealed class Authors(DocumentState state)
{
    private readonly List<Steps> _replicas = [];

    private sealed class Steps
    {
        public int Read;                                // changes looked at
        public List<(int Counter, string? Author)> Changed { get; } = [];
    }

    /// <summary>The author of the change that holds a counter.</summary>
    public string? Of(int replica, int counter)
    {
        List<(int Counter, string? Author)> changed = Collect(replica).Changed;
        int low = 0, high = changed.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (changed[middle].Counter <= counter) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? null : changed[low - 1].Author;
    }

    private Steps Collect(int replica)
    {
        while (_replicas.Count <= replica) _replicas.Add(new Steps());
        Steps steps = _replicas[replica];
        state.Archive.Unpack(state);
        ChangeList changes = state.Replicas[replica].Changes;
        if (steps.Read == changes.Count) return steps;
        var decoder = new UpdateDecoder();
        for (; steps.Read < changes.Count; steps.Read++)
        {
            decoder.Decode(changes.Update(steps.Read).Span);
            ref DecodedChange change = ref decoder.Changes[0];
            if (change.HasAuthor) steps.Changed.Add((change.FirstCounter, change.Author));
        }
        return steps;
    }
}
