using Microsoft.Extensions.Time.Testing;
using Notion.Crdt.Tests.Moves;

namespace Notion.Crdt.Tests.Oracle;

/// <summary>
/// A random history of one to eight replicas that edit, roll back, exchange updates in every order, and save and load. Beside each document
/// stands the oracle, which is given the same bytes; after every step both must show the same, and what a verb did must be local.
/// </summary>
internal sealed partial class History
{
    private readonly Random _random;
    private readonly Random _aside;                     // for what is only looked at, so that a seed goes on to mean the same history
    private readonly Random _beside;                    // for verbs beside the others
    private readonly List<Site> _sites = [];
    private readonly List<byte[]> _updates = [];
    private readonly List<VersionVector> _versions = [VersionVector.Empty];
    private readonly List<string> _log = [];
    private readonly List<Cursor> _cursors = [];
    private readonly bool _checksLocality;
    private readonly bool _compares;
    private readonly Verbs _verbs;
    private int? _longWay;                              // for tests of the index of ancestors
    private int[] _sides = [];                          // while the net is parted: on which side each replica is

    private sealed record Site(string Name, Document Document, OracleDocument Oracle, FakeTimeProvider Time, Listener? Listener, UndoHistory Undo)
    {
        public bool HasRestored { get; set; }
    }

    private History(int seed, bool checksLocality, Verbs verbs, bool compares = true)
    {
        _random = new Random(seed);
        _aside = new Random(~seed);
        _beside = new Random(seed ^ 0x5eed);
        _checksLocality = checksLocality;
        _compares = compares;
        _verbs = verbs;
    }

    /// <summary>Plays the history of a seed; a failure carries the seed and all that was done.</summary>
    public static void Play(int seed, bool checksLocality = true, Verbs verbs = Verbs.Editing, int? longWay = null)
    {
        var history = new History(seed, checksLocality, verbs) { _longWay = longWay };
        try
        {
            history.Play();
        }
        catch (Exception error)
        {
            throw new HistoryFailedException(seed, history._log, error);
        }
    }

    /// <summary>The updates of a history, one for each change, in a causal order. What it shows on the way is not looked at.</summary>
    public static IReadOnlyList<byte[]> Record(int seed, Verbs verbs = Verbs.Editing)
    {
        var history = new History(seed, checksLocality: false, verbs, compares: false);
        history.Play();
        return history._updates;
    }

    private void Play()
    {
        int people = _verbs == Verbs.All ? _random.Next(2, 9) : _random.Next(10) == 0 ? 1 : _random.Next(2, _random.Next(3, 9));
        Join(from: null);
        Edit(_sites[0]);
        while (_sites.Count < people) Join(_sites[0]);
        int steps = _random.Next(5, 50);
        for (int i = 0; i < steps; i++)
        {
            Site site = _sites[_random.Next(_sites.Count)];
            site.Time.Advance(TimeSpan.FromMilliseconds(_random.Next(3)));
            int dice = _random.Next(100);
            if (dice < 25 && _sites.Count > 1) Exchange(site);
            else if (dice < 27 && _sites.Count < 8) Join(site);
            else if (dice < 30) SaveAndLoad(site);
            else if (_verbs == Verbs.All && _random.Next(12) == 0) Revert(site);
            else if (_verbs == Verbs.All && _random.Next(12) == 0) Part();
            else if (_verbs != Verbs.Editing && _random.Next(3) == 0) Undo(site);
            else Edit(site);
        }
        Settle();
    }

    private void Edit(Site site)
    {
        bool rollsBack = _random.Next(10) == 0;
        Document document = site.Document;
        string before = Rendering.Of(document);
        byte[] saved = rollsBack ? document.Save() : [];
        VersionVector version = document.Version;
        var person = new Person(document, _random) { ChecksLocality = _checksLocality };
        var beside = new Person(document, _beside) { ChecksLocality = _checksLocality };
        string? author = _random.Next(6) == 0 ? "person " + _random.Next(3) : null;
        ReadOnlyMemory<byte> update = default;
        Transaction transaction = document.Begin(author);
        try
        {
            for (int i = _random.Next(1, _random.Next(2, 5)); i > 0; i--) person.Act(transaction);
            if (_beside.Next(5) == 0) beside.ActBeside(transaction);
            if (!rollsBack) update = transaction.Commit();
        }
        finally
        {
            _log.Add($"{site.Name}: {string.Join("; ", person.Did.Concat(beside.Did))}{(rollsBack ? " (rolled back)" : "")}");
            transaction.Dispose();
        }
        if (rollsBack)
        {
            Assert.Equal(before, Rendering.Of(document));
            Assert.Equal(version, document.Version);
            AssertSameBytes(saved, document.Save());
        }
        else if (!update.IsEmpty)
        {
            _updates.Add(update.ToArray());
            _versions.Add(document.Version);
            site.Oracle.Apply(_updates[^1]);
            site.HasRestored |= person.Did.Exists(what => what.StartsWith("restore", StringComparison.Ordinal));
        }
        Compare(site);
        KeepCursor(document);
    }

    /// <summary>Cursors that are made somewhere, now and then, must be everywhere where the oracle says.</summary>
    private void KeepCursor(Document document)
    {
        if (_cursors.Count == 4 || _aside.Next(3) > 0 || document.EnumerateBlocks().ToList() is not { Count: > 0 } live) return;
        Block block = live[_aside.Next(live.Count)];
        string text = block.Text;
        int offset = _aside.Next(text.Length + 1);
        if (offset > 0 && offset < text.Length && char.IsLowSurrogate(text[offset])) offset--;
        Cursor cursor = document.CreateCursor(block.Id, offset, (CursorBias)_aside.Next(2));
        Assert.Equal(new CursorPosition(CursorStatus.Shown, block.Id, offset), document.Resolve(cursor));
        Assert.Equal(cursor, Cursor.FromBytes(cursor.ToBytes()));
        _cursors.Add(cursor);
        _log.Add($"cursor at {offset} of {block.Id}");
    }

    private void Exchange(Site to)
    {
        Site from = _sites[_random.Next(_sites.Count)];
        if (from == to) from = _sites[(_sites.IndexOf(to) + 1) % _sites.Count];
        if (IsParted(from, to)) return;
        byte[] update = _random.Next(5) switch
        {
            _ when _sides.Length > 0 => from.Document.ExportSince(to.Document.Version),
            0 or 1 => from.Document.ExportSince(to.Document.Version),
            2 => from.Document.ExportSince(_versions[_random.Next(_versions.Count)]),
            _ when _updates.Count > 0 => _updates[_random.Next(_updates.Count)],
            _ => from.Document.ExportSince(VersionVector.Empty),
        };
        Deliver(to, update, $"{to.Name} <- {from.Name}");
        if (_random.Next(4) == 0)
        {
            string before = Rendering.Of(to.Document);
            ApplyResult again = to.Document.Apply(update);
            Assert.Equal(0, again.Applied);
            Assert.Equal(before, Rendering.Of(to.Document));
        }
    }

    private void Deliver(Site to, byte[] update, string what)
    {
        ApplyResult result = to.Document.Apply(update);
        to.Oracle.Apply(update);
        _log.Add($"{what}: {update.Length} bytes, {result.Applied} applied, {result.Known} known, {result.Waiting} waiting");
        _versions.Add(to.Document.Version);
        Compare(to);
    }

    /// <summary>A new replica, empty or from what another saved.</summary>
    private void Join(Site? from)
    {
        string name = ((char)('A' + _sites.Count)).ToString();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddMilliseconds(1_700_000_000_000 + _random.Next(20)));
        var id = new ReplicaId(_random.Next(3) == 0 ? _random.Next(1, 100) * 10 + _sites.Count : _random.NextInt64(1, ReplicaId.MaxValue + 1));
        var options = new DocumentOptions { TimeProvider = time, Marks = Person.Schema };
        bool loads = from is not null && _random.Next(2) == 0;
        _log.Add($"{name} joins as {id}{(from is null ? "" : loads ? $" from a copy of {from.Name}" : " with nothing")}");
        Document document = Prepared(loads ? Document.Load(from!.Document.Save(), id, options) : new Document(id, options));
        var site = new Site(name, document, new OracleDocument(), time, _random.Next(2) == 0 ? new Listener(document) : null, new UndoHistory(document, new UndoHistoryOptions { GroupingInterval = TimeSpan.FromMilliseconds(2) }));
        if (loads) site.Oracle.Apply(document.ExportSince(VersionVector.Empty));
        _sites.Add(site);
        Compare(site);
    }

    private void SaveAndLoad(Site site)
    {
        byte[] saved = site.Document.Save();
        Document loaded = Document.Load(saved, ReplicaId.Create(_random), new DocumentOptions { TimeProvider = site.Time, Marks = Person.Schema });
        Assert.Equal(Rendering.Of(site.Document), Rendering.Of(loaded));
        Assert.Equal(site.Document.Version, loaded.Version);
        Assert.Equal(site.Document.BlockCount, loaded.BlockCount);
        AssertSameBytes(saved, loaded.Save());
        Assert.Equal(site.Document.ExportSince(VersionVector.Empty).Length, loaded.ExportSince(VersionVector.Empty).Length);
        var person = new Person(Prepared(loaded), _random) { ChecksLocality = _checksLocality };
        using Transaction transaction = loaded.Begin();
        person.Act(transaction);
    }

    private Document Prepared(Document document)
    {
        if (_longWay is { } longWay) document.SetLongWay(longWay);
        return document;
    }

    /// <summary>Everybody gets everything; a late one gets it in random order.</summary>
    private void Settle()
    {
        _log.Add("settle");
        foreach (Site to in _sites.ToList())
            foreach (Site from in _sites) Deliver(to, from.Document.ExportSince(to.Document.Version), $"{to.Name} <- {from.Name}");
        Document late = Prepared(new Document(ReplicaId.Create(_random), new DocumentOptions { TimeProvider = _sites[0].Time }));
        byte[][] shuffled = [.. _updates];
        _random.Shuffle(shuffled);
        foreach (byte[] update in shuffled) late.Apply(update);
        string expected = Rendering.Of(_sites[0].Document);
        foreach (Document document in _sites.Select(site => site.Document).Append(late))
        {
            Assert.Equal(0, document.PendingCount);
            Assert.Equal(_sites[0].Document.Version, document.Version);
            Assert.Equal(expected, Rendering.Of(document));
            AssertSameBytes(_sites[0].Document.Save(), document.Save());
        }
    }

    private static void AssertSameBytes(byte[] expected, byte[] actual) =>
        Assert.True(expected.AsSpan().SequenceEqual(actual), "Documents with the same changes save the same bytes.");

    private void Compare(Site site)
    {
        if (!_compares) return;
        var view = new OracleView(site.Oracle);
        Assert.Equal(Rendering.Of(site.Oracle, view), Rendering.Of(site.Document));
        Assert.Equal(VersionVector.From(site.Oracle.Version.Select(pair => KeyValuePair.Create(new ReplicaId(pair.Key), pair.Value))), site.Document.Version);
        Assert.Equal(site.Oracle.PendingCount, site.Document.PendingCount);
        view.CheckLaw();
        foreach (Cursor cursor in _cursors) Assert.Equal(view.Locate(cursor), site.Document.Resolve(cursor));
        site.Listener?.AssertUpToDate();
    }
}

/// <summary>A history went wrong: its seed, what was done, and what differed.</summary>
internal sealed class HistoryFailedException(int seed, IEnumerable<string> log, Exception cause)
    : Exception($"seed {seed}\n{string.Join('\n', log)}\n{cause.GetType().Name}: {cause.Message}\n{cause.StackTrace}", cause)
{
    public int Seed => seed;

    /// <summary>What failed, without the particulars: where it was noticed, and the first words of the message.</summary>
    public string Kind { get; } = $"{cause.Message.Split('\n')[0]} {cause.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Notion.", StringComparison.Ordinal))?.Trim()}";
}
