using Notion.Crdt;
using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Servers;

namespace Notion.Sync.Simulation.Claims;

/// <summary>
/// Knows what is true, since it sees everything: what was typed, what is on which disk, what a server had in memory. Every claim that a server or a client makes is
/// held against it at the moment when it is made.
/// </summary>
internal sealed class Ledger(DocumentOptions options)
{
    private readonly List<Edit> _edits = [];
    private readonly Dictionary<(string Client, Guid Page), HashSet<Edit>> _open = [];
    private readonly HashSet<string> _toldReadOnly = [];
    private readonly Dictionary<Guid, Document> _durable = [];
    private readonly Dictionary<(Guid Page, int Block), int> _united = [];

    public IReadOnlyList<Edit> Edits => _edits;

    /// <summary>How many rooms found that another server had written.</summary>
    public int RoomsGivenUp { get; set; }

    /// <summary>How many replicas took a compacted page in the place of their own.</summary>
    public int Compactions { get; set; }

    /// <summary>The page as the server's disk has it.</summary>
    public Document Durable(Guid page)
    {
        if (!_durable.TryGetValue(page, out Document? document)) _durable.Add(page, document = new Document(new ReplicaId(1), options));
        return document;
    }

    // What people do.

    public Edit Type(string client, Guid page)
    {
        var edit = new Edit(_edits.Count, client, page);
        _edits.Add(edit);
        Open(client, page).Add(edit);
        return edit;
    }

    /// <summary>A split or a join has to do with both blocks: from now on they count as one.</summary>
    public void Unite(Guid page, int block, int other)
    {
        (int one, int two) = (Group(page, block), Group(page, other));
        if (one != two) _united[(page, two)] = one;
    }

    /// <summary>A client died. What its disk does not have is lost, which is no harm if it had not been stored.</summary>
    public void Restarted(string client, Guid page, IReadOnlySet<int> onDisk)
    {
        foreach (Edit edit in Open(client, page).ToArray())
        {
            if (onDisk.Contains(edit.Number)) continue;
            if (edit.IsStored) throw new SimulationFailure("what is stored survives", $"{client} restarted without {Tokens.Of(edit.Number)}, which it had stored");
            Lose(edit);
        }
    }

    /// <summary>A client is gone with its disk. What no server has of it, nobody has.</summary>
    public void Gone(string client)
    {
        foreach (Edit edit in _edits.Where(edit => edit.Client == client && edit.IsOpen).ToArray()) Lose(edit);
    }

    // What disks do.

    public void StoredAtClient(IEnumerable<int> tokens, string client)
    {
        foreach (int token in tokens)
            if (token < _edits.Count && _edits[token].Client == client) _edits[token].IsStored = true;
    }

    public void Synced(PageTransaction transaction)
    {
        if (transaction.Commit is not { } commit)
        {
            _durable[transaction.Page] = Document.Load(transaction.Compacted!.Snapshot.Bytes, new ReplicaId(1), options);
            return;
        }
        Document page = Durable(transaction.Page);
        foreach (Server.Store.PageUpdate update in commit.Updates)
        {
            if (page.Apply(update.Bytes).Waiting > 0) throw new SimulationFailure("the log is complete", "an update was committed before what it depends on");
            foreach (int token in Tokens.In(update.Bytes))
            {
                Edit edit = _edits[token];
                edit.IsDurable = true;
                edit.IsReceived = true;
                Open(edit.Client, edit.Page).Remove(edit);
            }
        }
    }

    // What servers say.

    public bool IsForbidden(IEnumerable<int> tokens) => tokens.Any(token => _edits[token].IsForbidden);

    public void Received(IEnumerable<int> tokens)
    {
        foreach (int token in tokens) _edits[token].IsReceived = true;
    }

    public void Refused(IReadOnlyList<int> tokens)
    {
        if (tokens.Count == 1) _edits[tokens[0]].IsRefused = true;
    }

    public void ToldReadOnly(string client) => _toldReadOnly.Add(client);

    public void RequireDurable(IEnumerable<int> tokens, string who)
    {
        foreach (int token in tokens)
            if (!_edits[token].IsDurable) throw new SimulationFailure("durable means durable", $"{who} acknowledged {Tokens.Of(token)}, which is not on the disk");
    }

    public void RequireDurable(Guid page, VersionVector committed, string who)
    {
        if (!Durable(page).Version.Includes(committed)) throw new SimulationFailure("committed means committed", $"{who} said that {committed} was committed; on the disk is {Durable(page).Version}");
    }

    // What clients say and do.

    public void RequireStored(IEnumerable<int> tokens, string client)
    {
        foreach (int token in tokens)
        {
            Edit edit = _edits[token];
            if (edit.Client == client && !edit.IsStored) throw new SimulationFailure("stored before sent", $"{client} sent {Tokens.Of(token)}, which its disk does not have");
        }
    }

    public void Check(string client, Guid page, SyncState state, int pending)
    {
        HashSet<Edit> open = Open(client, page);
        if (open.Count > pending)
            throw new SimulationFailure("what is not durable is pending", $"{client} says that {pending} edits are not durable, but they are {Names(open)}");
        if (state is not SyncState.Unstored && open.Any(edit => !edit.IsStored))
            throw new SimulationFailure("what is not stored is not shown as stored", $"{client} shows {state} while its disk does not have {Names(open.Where(edit => !edit.IsStored))}");
        if (state is SyncState.Durable && open.Count > 0)
            throw new SimulationFailure("durable means durable", $"{client} shows Durable while {Names(open)} are not on the server's disk");
        if (state is SyncState.Received && open.Any(edit => !edit.IsReceived))
            throw new SimulationFailure("received means received", $"{client} shows Received while no server ever had {Names(open.Where(edit => !edit.IsReceived))}");
    }

    /// <summary>A client says that its edits do not erase these any more, since somebody else may make them again.</summary>
    public void NotErased(string client, IReadOnlyCollection<int> tokens)
    {
        foreach (Edit edit in _edits.Where(edit => edit.Client == client))
            foreach (int token in tokens)
                if (edit.Erases.Remove(token)) edit.PerhapsErases.Add(token);
    }

    /// <summary>A client says of edits that something of them was lost, and no longer knows what.</summary>
    public void PerhapsNotErased(IEnumerable<int> tokens)
    {
        foreach (int token in tokens)
        {
            _edits[token].PerhapsErases.UnionWith(_edits[token].Erases);
            _edits[token].Erases.Clear();
        }
    }

    /// <summary>A client drops edits: it must have a reason for each, and drop what cannot stand without them.</summary>
    public void Dropped(string client, Guid page, SyncErrorCode code, IReadOnlyList<int> tokens, bool dependenceIsKnown)
    {
        foreach (int token in tokens)
        {
            Edit edit = _edits[token];
            if (edit.Client != client) throw new SimulationFailure("only own edits are dropped", $"{client} dropped {Tokens.Of(token)} of {edit.Client}");
            edit.IsDropped = true;
            edit.DropCode = code;
            edit.WasUnheardOf = !edit.IsReceived;
            Open(client, page).Remove(edit);
        }
        if (code == SyncErrorCode.ReadOnly)
        {
            if (!_toldReadOnly.Contains(client)) throw new SimulationFailure("only what was refused is dropped", $"{client} dropped {Names(tokens)} as read-only, but nobody had said so");
            return;
        }
        if (code is SyncErrorCode.PageCompacted) return;
        foreach (int token in tokens)
        {
            if (_edits[token].IsRefused || _edits[token].IsForbidden || DependsOnDropped(_edits[token])) continue;
            throw new SimulationFailure("only what was refused is dropped", $"{client} dropped {Tokens.Of(token)}, which was not refused and does not build on anything that was");
        }
        if (!dependenceIsKnown) return;
        foreach (Edit edit in Open(client, page))
            if (edit.Needs.FirstOrDefault(need => _edits[need].IsDropped && _edits[need].Client == client, -1) is >= 0 and int missing)
                throw new SimulationFailure("dependents go too", $"{client} dropped {Tokens.Of(missing)} and kept {Tokens.Of(edit.Number)}, which stands in what that one made");
    }

    private bool DependsOnDropped(Edit edit) =>
        _edits.Exists(other => other.IsDropped && other.Number < edit.Number && other.Client == edit.Client && other.Page == edit.Page && AreRelated(other, edit));

    private bool AreRelated(Edit one, Edit other) => one.Touches.Any(block => other.Touches.Any(its => Group(one.Page, block) == Group(one.Page, its)));

    private int Group(Guid page, int block)
    {
        while (_united.TryGetValue((page, block), out int into)) block = into;
        return block;
    }

    private HashSet<Edit> Open(string client, Guid page)
    {
        if (!_open.TryGetValue((client, page), out HashSet<Edit>? open)) _open.Add((client, page), open = []);
        return open;
    }

    private void Lose(Edit edit)
    {
        edit.IsLost = true;
        Open(edit.Client, edit.Page).Remove(edit);
    }

    private static string Names(IEnumerable<Edit> edits) => string.Join(' ', edits.Select(edit => Tokens.Of(edit.Number)));

    private static string Names(IEnumerable<int> tokens) => string.Join(' ', tokens.Select(Tokens.Of));
}
