namespace Notion.Crdt.Tests.Oracle;

/// <summary>Does random verbs in a transaction, and checks after each that the document shows what a plain editor would.</summary>
internal sealed partial class Person(Document document, Random random)
{
    private static readonly string[] Types = ["paragraph", "heading", "todo"];
    private static readonly string[] Keys = ["checked", "color", "level"];

    /// <summary>What was done, for the report of a failure.</summary>
    public List<string> Did { get; } = [];

    /// <summary>Off for the corners in which what is shown is known to change by more than the verb.</summary>
    public bool ChecksLocality { get; init; } = true;

    /// <summary>Off for what depends on what is not shown: marks grow over erased text, and a restored block takes back what had escaped from it.</summary>
    public bool ReachesBack { get; init; } = true;

    public void Act(Transaction transaction)
    {
        List<Block> live = [.. document.EnumerateBlocks()];
        if (ReachesBack && live.Count > 0 && random.Next(6) == 0)
        {
            Style(transaction, Pick(live));
            return;
        }
        int dice = live.Count == 0 ? 99 : random.Next(100);
        switch (dice)
        {
            case < 30: Type(transaction, Pick(live)); break;
            case < 37: Erase(transaction, Pick(live)); break;
            case < 51: Split(transaction, Pick(live)); break;
            case < 64: Join(transaction, live); break;
            case < 73: Move(transaction, Pick(live), live); break;
            case < 78: Delete(transaction, Pick(live)); break;
            case < 83: if (ReachesBack) Restore(transaction, live); break;
            case < 87: ChangeValue(transaction, random.Next(5) == 0 ? document.Root : Pick(live)); break;
            case < 90: SetType(transaction, Pick(live)); break;
            case < 93: Misuse(transaction, live); break;
            default: Create(transaction, live); break;
        }
    }

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    private void Type(Transaction transaction, Block block)
    {
        int offset = Offset(block.Text);
        string text = string.Concat(Enumerable.Range(0, random.Next(1, random.Next(1, 8) + 1)).Select(_ => Letter()));
        PlainEditor plain = Note($"type {block.Id} {offset} \"{text}\"");
        var typed = RichText.From(text, block.MarksAt(offset));
        transaction.InsertText(block.Id, offset, text);
        plain.InsertText(block.Id, offset, typed);
        Check(plain, "type");
    }

    private void Erase(Transaction transaction, Block block)
    {
        string text = block.Text;
        int from = Offset(text), to = Offset(text);
        if (from > to) (from, to) = (to, from);
        PlainEditor plain = Note($"erase {block.Id} {from} {to - from}");
        transaction.DeleteText(block.Id, from, to - from);
        plain.DeleteText(block.Id, from, to - from);
        Check(plain, "erase");
    }

    private void Split(Transaction transaction, Block block)
    {
        int offset = Offset(block.Text);
        string? type = random.Next(4) == 0 ? Pick(Types) : null;
        string expected = type ?? block.Type;
        PlainEditor plain = Note($"split {block.Id} {offset}");
        BlockId made = transaction.Split(block.Id, offset, type);
        plain.Split(block.Id, offset, made, expected, document);
        Check(plain, "split");
    }

    private void Join(Transaction transaction, List<Block> live)
    {
        if (live.Count < 2) return;
        int at = random.Next(1, live.Count);
        PlainEditor plain = Note($"join {live[at].Id}");
        BlockId into = transaction.Join(live[at].Id);
        Assert.Equal(live[at - 1].Id, into);
        plain.Join(live[at].Id, into, document);
        Check(plain, "join");
    }

    private void Move(Transaction transaction, Block block, List<Block> live)
    {
        List<Block> parents = [document.Root, .. live.Where(other => !IsUnder(other, block))];
        Block parent = Pick(parents);
        int others = parent.Children.Count(child => child.Id != block.Id);
        int index = random.Next(-1, others + 1);
        PlainEditor plain = Note($"move {block.Id} to {parent.Id} at {index}");
        transaction.Move(block.Id, parent.Id, index);
        plain.Move(block.Id, parent.Id, index);
        Check(plain, "move");
    }

    private void Delete(Transaction transaction, Block block)
    {
        PlainEditor plain = Note($"delete {block.Id}");
        transaction.Delete(block.Id);
        plain.Delete(block.Id);
        Check(plain, "delete");
    }

    private void Restore(Transaction transaction, List<Block> live)
    {
        List<Block> trash = [.. document.EnumerateTrash()];
        if (trash.Count == 0) return;
        Block block = Pick(trash), parent = random.Next(2) == 0 ? document.Root : Pick([document.Root, .. live]);
        int index = random.Next(-1, parent.ChildCount + 1);
        List<Block> siblings = [.. parent.Children];
        Note($"restore {block.Id} to {parent.Id} at {index}");
        transaction.Restore(block.Id, parent.Id, index);
        if (!ChecksLocality) return;
        Assert.True(block.IsLive && block.Parent?.Id == parent.Id, "local: restore brings the block back where it was asked to");
        // What escaped the deletion may go back under the block, and a join into it takes effect again.
        if (siblings.TrueForAll(other => other.Parent?.Id == parent.Id)) Assert.Equal(index < 0 ? parent.ChildCount - 1 : index, block.Index);
    }

    private void ChangeValue(Transaction transaction, Block block)
    {
        switch (random.Next(4))
        {
            case 0: ChangeSet(transaction, block); break;
            case 1: Increment(transaction, block); break;
            default: SetProperty(transaction, block); break;
        }
    }

    private void ChangeSet(Transaction transaction, Block block)
    {
        string key = Pick(Keys);
        PropertyValue value = random.Next(3) switch { 0 => (long)random.Next(2), 1 => random.Next(2) == 0, _ => Pick(Types) };
        bool adds = random.Next(5) < 3, has = block.SetContains(key, value);
        PlainEditor plain = Note($"{(adds ? "add to" : "remove from")} {block.Id} {key} {value}");
        List<PropertyValue> expected = [.. block.GetSet(key).Where(other => other != value), .. adds ? [value] : Array.Empty<PropertyValue>()];
        bool did = adds ? transaction.AddToSet(block.Id, key, value) : transaction.RemoveFromSet(block.Id, key, value);
        Assert.Equal(adds != has, did);
        Assert.Equal(expected.Order(), block.GetSet(key));
        plain.SetProperties(block.Id, block);
        Check(plain, "change a set");
    }

    private void Increment(Transaction transaction, Block block)
    {
        string key = Pick(Keys);
        long amount = random.Next(4) switch { 0 => random.NextInt64(long.MinValue, long.MaxValue), 1 => -block.GetCounter(key), _ => random.Next(-2, 3) };
        PlainEditor plain = Note($"increment {block.Id} {key} {amount}");
        long before = block.GetCounter(key);
        transaction.Increment(block.Id, key, amount);
        Assert.Equal(unchecked(before + amount), block.GetCounter(key));
        plain.SetProperties(block.Id, block);
        Check(plain, "increment");
    }

    private void SetProperty(Transaction transaction, Block block)
    {
        string key = Pick(Keys);
        PropertyValue value = random.Next(6) switch
        {
            0 => PropertyValue.Null,
            1 => random.Next(2) == 0,
            2 => random.NextInt64(long.MinValue, long.MaxValue),
            3 => random.NextDouble() * 100,
            4 => (long)random.Next(100),
            _ => string.Concat(Letter(), Letter()),
        };
        PlainEditor plain = Note($"set {block.Id} {key}={value}");
        transaction.SetProperty(block.Id, key, value);
        Assert.Equal(value, block[key]);
        Assert.Empty(block.GetConflict(key));
        plain.SetProperties(block.Id, block);
        Check(plain, "set property");
    }

    private void SetType(Transaction transaction, Block block)
    {
        string type = Pick(Types);
        PlainEditor plain = Note($"set type {block.Id} {type}");
        transaction.SetType(block.Id, type);
        plain.SetType(block.Id, type);
        plain.SetProperties(block.Id, block);
        Assert.Empty(block.GetTypeConflict());
        Check(plain, "set type");
    }

    private void Create(Transaction transaction, List<Block> live)
    {
        Block parent = Pick([document.Root, document.Root, .. live]);
        int index = random.Next(-1, parent.ChildCount + 1);
        string type = Pick(Types);
        PlainEditor plain = Note($"create {type} in {parent.Id} at {index}");
        BlockId made = transaction.CreateBlock(type, parent.Id, index);
        plain.Create(made, type, parent.Id, index);
        Check(plain, "create");
    }

    /// <summary>What cannot be done throws, and does nothing.</summary>
    private void Misuse(Transaction transaction, List<Block> live)
    {
        Block block = Pick(live);
        PlainEditor plain = Note($"misuse {block.Id}");
        int length = block.TextLength;
        CrdtErrorCode? expected = null, code = null;
        try
        {
            switch (random.Next(9))
            {
                case 0: expected = CrdtErrorCode.BrokenSurrogatePair; transaction.InsertText(block.Id, 0, "a\ud83d"); break;
                case 1: transaction.InsertText(block.Id, length + 1, "a"); break;
                case 2: transaction.DeleteText(block.Id, 0, length + 1); break;
                case 3: transaction.Split(block.Id, -1); break;
                case 4: expected = CrdtErrorCode.MoveIntoItself; transaction.Move(block.Id, Pick([.. live.Where(other => IsUnder(other, block))]).Id); break;
                case 5: expected = CrdtErrorCode.NotAllowedOnRoot; transaction.Delete(BlockId.Root); break;
                case 6: expected = CrdtErrorCode.NothingToJoin; transaction.Join(live[0].Id); break;
                case 7: expected = CrdtErrorCode.UnknownBlock; transaction.Delete(BlockId.From(new Guid(99, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))); break;
                default: expected = CrdtErrorCode.BlockNotLive; transaction.Restore(block.Id); break;
            }
            Assert.Fail("misuse went through");
        }
        catch (CrdtException error)
        {
            code = error.Code;
        }
        catch (ArgumentOutOfRangeException)
        {
        }
        Assert.Equal(expected, code);
        Check(plain, "misuse");
    }

    private PlainEditor Note(string what)
    {
        Did.Add(what);
        return new PlainEditor(document);
    }

    private void Check(PlainEditor plain, string verb)
    {
        if (ChecksLocality) plain.AssertShownBy(document, verb);
    }

    private static bool IsUnder(Block block, Block ancestor)
    {
        for (Block? at = block; at is { } here; at = here.Parent)
            if (here.Id == ancestor.Id) return true;
        return false;
    }

    private int Offset(string text)
    {
        int offset = random.Next(text.Length + 1);
        return offset > 0 && offset < text.Length && char.IsLowSurrogate(text[offset]) ? offset - 1 : offset;
    }

    private string Letter() => random.Next(12) switch
    {
        0 => "é",
        1 => "😀",
        2 => "界",
        _ => ((char)('a' + random.Next(26))).ToString(),
    };
}
