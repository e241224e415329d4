namespace Notion.Crdt;

/// <summary>What a document can say about versions of itself.</summary>
internal static class Versions
{
    /// <summary>Sees that a version can be shown: known, at the end of changes, and holding with each change all that it depends on.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.UnknownVersion"/> or <see cref="CrdtErrorCode.VersionNotClosed"/>.</exception>
    public static void RequireClosed(DocumentState state, VersionVector version)
    {
        state.Archive.Unpack(state);
        foreach ((ReplicaId id, int _) in state.Cut.Version)
            if (version[id] == 0) throw Gone(state);
        foreach ((ReplicaId id, int end) in version)
        {
            ReplicaState? replica = state.Replicas.Find(id.Value);
            if (replica is null || end > replica.End)
                throw new CrdtException(CrdtErrorCode.UnknownVersion, $"The version has {end} counters of replica {id}; the document has seen {replica?.End ?? 0}. Apply what is missing first.");
            if (end < state.Cut[id].End) throw Gone(state);
            int at = replica.Changes.IndexFrom(end);
            if (end != replica.End && (at == replica.Changes.Count || replica.Changes.FirstCounter(at) != end))
                throw NotClosed($"it ends inside a change of replica {id}");
            foreach ((int other, IReadOnlyList<Knowledge.Step> _) in replica.Knowledge.Others)
            {
                ReplicaId needed = state.Replicas[other].Id;
                int seen = replica.Knowledge.SeenAt(end - 1, other);
                if (seen > version[needed]) throw NotClosed($"replica {id} had seen {seen} counters of replica {needed}, and it has {version[needed]}");
            }
        }
    }

    private static CrdtException Gone(DocumentState state) => state.Cut.Trimmed("The version cannot be shown any more");

    /// <summary>Everything with a timestamp up to this one. Closed, because a change is later than all that it depends on.</summary>
    public static VersionVector UpTo(DocumentState state, HlcTimestamp time)
    {
        state.Archive.Unpack(state);
        var entries = new List<KeyValuePair<ReplicaId, int>>(state.Replicas.Count);
        for (int i = 0; i < state.Replicas.Count; i++)
        {
            ReplicaState replica = state.Replicas[i];
            int low = 0, high = replica.Changes.Count;
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                if (replica.Changes.Time(middle) <= time) low = middle + 1;
                else high = middle;
            }
            entries.Add(new(replica.Id, low == replica.Changes.Count ? replica.End : replica.Changes.FirstCounter(low)));
        }
        return VersionVector.From(entries);
    }

    private static CrdtException NotClosed(string why) =>
        new(CrdtErrorCode.VersionNotClosed, $"No document can be at this version: {why}. Take versions that a document or its history gave.");
}
