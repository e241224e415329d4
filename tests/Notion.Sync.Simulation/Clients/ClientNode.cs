using Notion.Crdt;
using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Claims;
using Notion.Sync.Simulation.Disks;
using Notion.Sync.Simulation.Runs;
using Notion.Sync.Simulation.Time;

namespace Notion.Sync.Simulation.Clients;

/// <summary>
/// What <see cref="SyncClient"/> and <see cref="SyncedDocument"/> are in a real client: real <see cref="PageReplica"/>s and a real <see cref="ConnectionCycle"/>, whose
/// writes go to a simulated store and whose frames go over a simulated connection. After every step its claims are checked.
/// </summary>
internal sealed partial class ClientNode : SimulatedProcess
{
    private static readonly TimeSpan StoreRetry = TimeSpan.FromMilliseconds(300);

    private readonly World _world;
    private readonly Chance _chance;
    private readonly ClientStore _store;
    private readonly Dictionary<Guid, OpenPage> _pages = [];
    private readonly SyncClientOptions _options;
    private ConnectionCycle _cycle;
    private TimeSpan _nextTick = TimeSpan.MaxValue;
    private bool _isPumping;

    public ClientNode(World world, string name)
        : base(world.Agenda, name)
    {
        _world = world;
        _chance = new Chance(world.Plan.Seed, name);
        Clock = new SkewedClock(world.Agenda);
        Faults = new DiskFaults();
        _store = new ClientStore(world.Agenda, new Chance(world.Plan.Seed, name + "'s disk"), Faults) { Synced = OnSynced };
        _options = new SyncClientOptions
        {
            Limits = world.Plan.ClientLimits,
            Token = _ => throw new NotSupportedException(),
            Random = _chance,
            NewReplicaId = () => ReplicaId.Create(_chance),
            Document = new DocumentOptions { TimeProvider = Clock },
            CompactAfter = 4 + _chance.Next(20),
        };
        _cycle = new ConnectionCycle(_options.BackOff, _chance);
    }

    public SkewedClock Clock { get; }

    public DiskFaults Faults { get; }

    /// <summary>The machine is gone with its disk and never comes back.</summary>
    public bool IsGone { get; private set; }

    public ConnectionState Connection => _cycle.State;

    /// <summary>The page, once it is loaded.</summary>
    public PageReplica? Page(Guid page) => IsUp ? _pages.GetValueOrDefault(page)?.Replica : null;

    public bool IsDurable => IsUp && _pages.Count == _world.Pages.Count && _pages.Values.All(page => page.Replica.State is SyncState.Durable or SyncState.Rejected && page.Replica.PendingCount == 0 && page.Replica.IsOpen);

    public void Start()
    {
        Begin();
        _cycle = new ConnectionCycle(_options.BackOff, _chance);
        foreach (Guid page in _world.Pages) _store.Load(this, page, stored => Open(page, stored));
        Wake();
    }

    /// <summary>The process is killed, or the machine loses power.</summary>
    public void Kill(bool powerLoss)
    {
        if (!IsUp) return;
        _world.Note(Name, powerLoss ? "loses power" : "is killed");
        End();
        _pages.Clear();
        Abandon(heard: !powerLoss);
        _store.Crash(powerLoss);
        foreach (Guid page in _world.Pages) _world.Ledger.Restarted(Name, page, OnDisk(page));
    }

    /// <summary>Never to be seen again.</summary>
    public void Vanish()
    {
        Kill(powerLoss: false);
        IsGone = true;
        _world.Note(Name, "is gone for good");
        _world.Ledger.Gone(Name);
    }

    /// <summary>Tries to connect at once.</summary>
    public void Wake()
    {
        if (!IsUp) return;
        _cycle.Wake(_world.Now);
        Pump();
    }

    /// <summary>Somebody types.</summary>
    public void Type(Guid page, Typist typist)
    {
        if (Page(page) is not { } replica) return;
        typist.Type(this, replica);
        Pump();
    }

    /// <summary>Somebody shows where they are, or stops showing it.</summary>
    public void ShowPresence(Guid page, bool isGone)
    {
        if (Page(page) is not { IsOpen: true } replica || _session is null) return;
        _session.TrySendPresence(replica.Channel, isGone ? default(ReadOnlyMemory<byte>) : _world.Presences.Next(Name, page));
        Pump();
    }

    /// <summary>Compares what is here with what the server has.</summary>
    public void Compare()
    {
        if (_session is null || _asked is not null || !_session.Has(Capability.Digest) || _session.Phase != SessionPhase.Ready) return;
        _asked = [.. _pages.Values.Select(page => PageDigest.Of(page.Replica.Page, page.Replica.Document.Version))];
        _session.Compare(Guid.Empty, _asked);
        Pump();
    }

    /// <summary>Takes what has come up out of the machines, until nothing comes up any more; then checks what the client claims.</summary>
    private void Pump()
    {
        if (_isPumping) return;
        _isPumping = true;
        if (_cycle.TryBegin(_world.Now)) Connect();
        foreach (OpenPage page in _pages.Values)
        {
            page.Replica.Connection = _cycle.State;
            page.Replica.Tick(_world.Now);
            TakeOut(page);
        }
        Send();
        foreach (OpenPage page in _pages.Values)
        {
            TakeOut(page);
            _world.Ledger.Check(Name, page.Replica.Page, page.Replica.State, page.Replica.PendingCount);
        }
        _isPumping = false;
        ScheduleTick();
    }

    private void ScheduleTick()
    {
        TimeSpan at = _cycle.NextAttempt;
        foreach (OpenPage page in _pages.Values)
            if (page.Replica.NextDeadline < at) at = page.Replica.NextDeadline;
        if (_session is not null && _session.NextDeadline < at) at = _session.NextDeadline;
        if (at == TimeSpan.MaxValue || at == _nextTick) return;
        _nextTick = at;
        At(at, () =>
        {
            if (at != _nextTick) return;
            _nextTick = TimeSpan.MaxValue;
            _session?.Tick(_world.Now);
            while (_session is not null && _session.TryTakeEvent(out ClientEvent? happened)) Handle(happened);
            Pump();
        });
    }

    private void Open(Guid page, StoredPage stored)
    {
        _pages.Add(page, new OpenPage(new PageReplica(page, stored, _options)));
        Pump();
    }

    private void TakeOut(OpenPage page)
    {
        while (page.Replica.TryTakeNotice(out PageNotice? notice)) Tell(page.Replica, notice);
        if (!page.WaitsForStore && page.Replica.TryTakeWrite(out StoreWrite? write)) Write(page, write);
    }

    private void Write(OpenPage page, StoreWrite write)
    {
        if (_world.Plan.Breakage == Breakage.SendsBeforeStored)
        {
            // As if it were stored: the ids are made up.
            page.Replica.Written([.. Enumerable.Range(0, write.Updates.Count + write.Local.Count).Select(i => 1_000_000L + i)]);
            _store.Write(this, page.Replica.Page, write, static _ => { }, static _ => { });
            return;
        }
        _store.Write(
            this,
            page.Replica.Page,
            write,
            ids =>
            {
                page.Replica.Written(ids);
                Pump();
            },
            failure =>
            {
                _world.Note(Name, $"cannot store: {failure.Message}");
                page.Replica.WriteFailed();
                page.WaitsForStore = true;
                After(StoreRetry, () =>
                {
                    page.WaitsForStore = false;
                    Pump();
                });
            });
    }

    private void Tell(PageReplica page, PageNotice notice)
    {
        switch (notice)
        {
            case PageNotice.Presence shown:
                _world.Presences.Received(shown.Payload.Span, shown.Sender, page.Page, _world.Now);
                break;
            case PageNotice.Replaced:
                _world.Note(Name, "takes another document");
                break;
            case PageNotice.Rejected { Changes: var rejected } told:
                List<int> tokens = rejected.Code == SyncErrorCode.PageCompacted ? TokensLost(page, told) : [.. rejected.Updates.SelectMany(update => Tokens.In(update.Span))];
                IEnumerable<int> unerased = rejected.Lost.Where(lost => lost.Reason == RebaseLossReason.MayReturn).SelectMany(lost => Tokens.In(lost.Text));
                _world.Ledger.NotErased(Name, [.. unerased]);
                page.Told(told);
                _world.Note(Name, $"drops {string.Join(' ', tokens.Select(Tokens.Of))}: {rejected.Code}");
                KeepDependents(page, tokens);
                _world.Ledger.Dropped(Name, page.Page, rejected.Code, tokens, dependenceIsKnown: !_world.Plan.Has(Fault.Joins));
                break;
        }
    }

    /// <summary>What could not be made again in a compacted page: its text has no place there. After a restart nothing is known but which edits were concerned, of which some parts may be there.</summary>
    private List<int> TokensLost(PageReplica page, PageNotice.Rejected told)
    {
        var lost = new List<int>();
        HashSet<int>? shown = told.Changes.Lost.Count > 0 ? null : [.. FinalCheck.AllBlocks(page.Document).SelectMany(block => Tokens.In(block.Text))];
        foreach (LocalChange change in told.Edits.Select(edit => edit.Change))
        {
            List<int> tokens = Tokens.In(change.Update.Span);
            if (shown is not null)
            {
                _world.Ledger.PerhapsNotErased(tokens);
                lost.AddRange(tokens.Where(token => !shown.Contains(token)));
                continue;
            }
            // The text is what an edit types last.
            var typed = new OpId(change.Replica, change.End - Tokens.Length);
            if (told.Changes.Lost.Any(loss => loss.Operation == typed && loss.Reason == RebaseLossReason.Gone)) lost.AddRange(tokens);
        }
        return lost;
    }

    private void OnSynced(ClientTransaction transaction)
    {
        foreach (LocalChange change in transaction.Write.Local) _world.Ledger.StoredAtClient(Tokens.In(change.Update.Span), Name);
    }

    private HashSet<int> OnDisk(Guid page) => [.. _store.Read(page).Pending.SelectMany(pending => Tokens.In(pending.Change.Update.Span))];

    /// <summary>A page and how its store does.</summary>
    private sealed class OpenPage(PageReplica replica)
    {
        public PageReplica Replica { get; set; } = replica;

        public bool WaitsForStore { get; set; }
    }
}
