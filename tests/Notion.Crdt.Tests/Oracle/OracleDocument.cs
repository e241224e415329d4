using System.Text;

namespace Notion.Crdt.Tests.Oracle;

/// <summary>The place of an operation in the total order of all.</summary>
internal readonly record struct When(ulong Time, long Replica, int Counter) : IComparable<When>
{
    public int CompareTo(When other) => (Time, Replica, Counter).CompareTo((other.Time, other.Replica, other.Counter));
}

/// <summary>A value as somebody wrote it, who had seen so much of each replica.</summary>
internal sealed record Written(PropertyValue Value, When When, IReadOnlyDictionary<long, int> Seen, string? Author)
{
    public bool Saw(Written other) => Seen.GetValueOrDefault(other.When.Replica) > other.When.Counter;
}

/// <summary>A statement of where a block stands. A deletion also says where its author saw the block.</summary>
internal sealed record Placement(When When, IReadOnlyDictionary<long, int> Seen, Key Block, Key Parent, string Position, How How)
{
    public Key? OldParent { get; init; }

    public string? OldPosition { get; init; }

    public Key Id => new(When.Replica, When.Counter);

    /// <summary>Whether neither author had seen the other's.</summary>
    public bool IsConcurrentWith(Placement other) => !Saw(other) && !other.Saw(this);

    private bool Saw(Placement other) => Seen.GetValueOrDefault(other.When.Replica) > other.When.Counter;
}

/// <summary>A block as its operations describe it, wherever it may stand.</summary>
internal sealed class OracleBlock(Key id, Key home, string? createdBy)
{
    public Key Id { get; } = id;

    /// <summary>The block that began the sequence in which this one's text is.</summary>
    public Key Home { get; } = home;

    public string? CreatedBy { get; } = createdBy;

    /// <summary>All that was ever written to the block: its types under the key "", its properties, what was added to and removed from sets, and counted.</summary>
    public List<(string Key, Written Write)> Sets { get; } = [];

    public List<(string Key, Written Write)> Adds { get; } = [];

    public List<(string Key, Written Write)> Removals { get; } = [];

    public List<(string Key, long Amount)> Amounts { get; } = [];

    public string Type => Values("")[0].Value.AsString();

    public IEnumerable<string> Properties => Sets.Select(set => set.Key).Where(key => key.Length > 0).Distinct();

    /// <summary>What was written to a register by people who had not seen one another's: the value that counts, then those that lost to it.</summary>
    public List<Written> Values(string key)
    {
        List<Written> all = [.. Sets.Where(set => set.Key == key).Select(set => set.Write)];
        return [.. all.Where(write => !all.Exists(other => other != write && other.Saw(write))).OrderByDescending(write => write.When)];
    }

    /// <summary>What was added and not removed by somebody who had seen that.</summary>
    public IEnumerable<(string Key, PropertyValue Value)> Members => Adds
        .Where(add => !Removals.Exists(removal => removal.Key == add.Key && removal.Write.Value == add.Write.Value && removal.Write.Saw(add.Write)))
        .Select(add => (add.Key, add.Write.Value)).Distinct();
}

/// <summary>A set of operations, and nothing derived from them but the order of text. <see cref="OracleView"/> says what they show.</summary>
internal sealed class OracleDocument
{
    private readonly List<OracleChange> _pending = [];
    private readonly Dictionary<long, HlcTimestamp> _times = [];
    private readonly Dictionary<long, string?> _authors = [];
    private readonly Dictionary<long, Dictionary<long, int>> _knowledge = [];
    private readonly Dictionary<Key, Key> _homes = [];

    public OracleDocument() => Blocks[Key.Root] = new OracleBlock(Key.Root, Key.Root, null);

    public Dictionary<long, int> Version { get; } = [];

    public Dictionary<Key, OracleBlock> Blocks { get; } = [];

    public Dictionary<Key, Element> Elements { get; } = [];

    public List<Placement> Placements { get; } = [];

    /// <summary>The mark operations, each with whether it counts and when that was last said.</summary>
    public List<(MarkOp Op, When When, bool IsActive, When Switched)> Marks { get; } = [];

    /// <summary>What began the texts of properties: each began a sequence.</summary>
    public Dictionary<Key, Guid> Imports { get; } = [];

    public List<TextOp> Texts { get; } = [];

    public int PendingCount => _pending.Count;

    public void Apply(ReadOnlyMemory<byte> update) => Apply(OracleDecoder.Decode(update));

    public void Apply(IEnumerable<OracleChange> changes)
    {
        _pending.AddRange(changes);
        while (_pending.Find(IsReady) is { } ready)
        {
            _pending.Remove(ready);
            Apply(ready);
        }
        _pending.RemoveAll(change => change.First < Version.GetValueOrDefault(change.Replica));
        for (int i = _pending.Count - 1; i >= 0; i--)
            if (_pending.FindIndex(change => change.Replica == _pending[i].Replica && change.First == _pending[i].First) < i) _pending.RemoveAt(i);
    }

    /// <summary>All elements of a sequence, in order, its head first.</summary>
    public List<Element> Sequence(Key head) => OracleText.Flatten(Elements[head]);

    /// <summary>The block that began the sequence in which an element is.</summary>
    public Key HomeOf(Key element) => _homes[element];

    private bool IsReady(OracleChange change) =>
        change.First == Version.GetValueOrDefault(change.Replica)
        && change.Dependencies.All(dependency => Version.GetValueOrDefault(dependency.Key) >= dependency.Value);

    private void Apply(OracleChange change)
    {
        HlcTimestamp previous = _times.GetValueOrDefault(change.Replica);
        HlcTimestamp time = change.AddedMilliseconds > 0
            ? HlcTimestamp.From(previous.Milliseconds + change.AddedMilliseconds, checked((ushort)change.Logical))
            : new HlcTimestamp(previous.Bits + (ulong)change.Logical);
        Assert.True(time > previous, "A replica's timestamps must rise.");
        _times[change.Replica] = time;

        Dictionary<long, int> seen = new(_knowledge.GetValueOrDefault(change.Replica) ?? []);
        foreach ((long replica, int end) in change.Dependencies) seen[replica] = end;
        foreach ((long replica, int end) in change.Dependencies)
        {
            Assert.True(time > TimeOf(replica, end), "A timestamp must be above those of what it depends on.");
            AssertClosed(seen, replica, end);
        }
        seen[change.Replica] = change.End;
        _knowledge[change.Replica] = seen;
        _snapshots[(change.Replica, change.End)] = (time, seen);

        string? author = change.Author is null ? _authors.GetValueOrDefault(change.Replica) : change.Author.Length == 0 ? null : change.Author;
        _authors[change.Replica] = author;
        foreach (OracleOp op in change.Ops)
        {
            Dictionary<long, int> before = new(seen) { [change.Replica] = op.Id.Counter };
            Apply(op, new When(time.Bits, op.Id.Replica, op.Id.Counter), before, author);
        }
        Version[change.Replica] = change.End;
    }

    private void Apply(OracleOp op, When when, Dictionary<long, int> seen, string? author)
    {
        Written Write(PropertyValue value) => new(value, when, seen, author);
        switch (op)
        {
            case CreateOp create:
                AddBlock(new OracleBlock(op.Id, op.Id, author) { Sets = { ("", Write(create.Type)) } });
                Elements.Add(op.Id, new Element(op.Id, null));
                _homes.Add(op.Id, op.Id);
                if (create.Uuid is { } uuid) Imports.Add(op.Id, uuid);
                Placements.Add(new Placement(when, seen, op.Id, create.Parent, create.Position, How.Child));
                break;
            case TextOp text:
                Texts.Add(text);
                Elements.Add(op.Id, new Element(op.Id, null));
                _homes.Add(op.Id, op.Id);
                break;
            case SplitOp split:
                AddBlock(new OracleBlock(op.Id, _homes[split.Left], author) { Sets = { ("", Write(split.Type)) } });
                Insert(new Element(op.Id, null), split.Left, split.Right);
                Placements.Add(new Placement(when, seen, op.Id, split.Parent, split.Position, How.Child));
                break;
            case PlaceOp place:
                Placements.Add(new Placement(when, seen, place.Block, place.Parent, place.Position, place.How));
                break;
            case DeleteOp delete:
                Placements.Add(new Placement(when, seen, delete.Block, Key.Trash, "0", How.Child) { OldParent = delete.OldParent, OldPosition = delete.OldPosition });
                break;
            case InsertOp insert:
                Key left = insert.Left, id = insert.Id;
                Key? right = insert.GoesOn ? Elements[left].RightOrigin?.Id : insert.Right;
                foreach (Rune rune in insert.Text.EnumerateRunes())
                {
                    Insert(new Element(id, rune), left, right);
                    left = id;
                    id = id with { Counter = id.Counter + 1 };
                }
                break;
            case EraseOp erase:
                for (int i = 0; i < erase.Count; i++)
                {
                    Element element = Elements[erase.First with { Counter = erase.First.Counter + i }];
                    Assert.NotNull(element.Character);
                    element.Erasures += erase.Change;
                }
                break;
            case PropertyOp property:
                Blocks[property.Block].Sets.Add((property.Name, Write(property.Value)));
                break;
            case TypeOp type:
                Blocks[type.Block].Sets.Add(("", Write(type.Type)));
                break;
            case SetOp set:
                (set.Adds ? Blocks[set.Block].Adds : Blocks[set.Block].Removals).Add((set.Name, Write(set.Value)));
                break;
            case IncrementOp increment:
                Blocks[increment.Block].Amounts.Add((increment.Name, increment.Amount));
                break;
            case MarkOp mark:
                Marks.Add((mark, when, true, when));
                break;
            case SwitchOp change:
                int at = Marks.FindIndex(mark => mark.Op.Id == change.Mark);
                if (at >= 0 && Marks[at].Switched.CompareTo(when) < 0) Marks[at] = (Marks[at].Op, Marks[at].When, change.Active, when);
                break;
            default:
                throw new InvalidOperationException(op.ToString());
        }
    }

    private readonly Dictionary<(long Replica, int End), (HlcTimestamp Time, Dictionary<long, int> Seen)> _snapshots = [];

    private void AddBlock(OracleBlock block) => Blocks.Add(block.Id, block);

    private void Insert(Element element, Key left, Key? right)
    {
        Key home = _homes[left];
        OracleText.Insert(Elements[home], element, Elements[left], right is { } key ? Elements[key] : null);
        Elements.Add(element.Id, element);
        _homes.Add(element.Id, home);
    }

    private HlcTimestamp TimeOf(long replica, int end) => _snapshots[(replica, end)].Time;

    private void AssertClosed(Dictionary<long, int> seen, long replica, int end)
    {
        foreach ((long other, int known) in _snapshots[(replica, end)].Seen)
            Assert.True(seen.GetValueOrDefault(other) >= known, "What a change has seen must include what that had seen.");
    }
}
