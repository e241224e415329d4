namespace Notion.Crdt.Tests.Identity;

public class BlockIdTests
{
    public static TheoryData<long, int> Creations => new()
    {
        { 1, 0 }, { 1, 1 }, { 42, 17 }, { (1L << 48) - 1, 3 }, { 1L << 48, 3 }, { ReplicaId.MaxValue, 0 }, { ReplicaId.MaxValue, OpId.MaxCounter },
    };

    [Theory]
    [MemberData(nameof(Creations))]
    public void AnOperationAndItsBlockMapOneToOne(long replica, int counter)
    {
        var creation = new OpId(new ReplicaId(replica), counter);
        BlockId id = BlockId.From(creation);
        Assert.True(id.TryGetCreation(out OpId back));
        Assert.Equal(creation, back);
        Assert.Equal(id, BlockId.From(id.ToGuid()));
        Assert.True(BlockId.TryParse(id.ToString(), out BlockId parsed));
        Assert.Equal(id, parsed);
    }

    [Theory]
    [MemberData(nameof(Creations))]
    public void TheUuidIsOfVersionEightAndTheUsualVariant(long replica, int counter)
    {
        Guid uuid = BlockId.From(new OpId(new ReplicaId(replica), counter)).ToGuid();
        Assert.Equal(8, uuid.Version);
        Assert.InRange(uuid.Variant, 8, 11);
        Assert.Equal('8', uuid.ToString()[14]);
        Assert.Contains(uuid.ToString()[19], "89ab");
    }

    [Fact]
    public void ManyIdsComeBack()
    {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++)
        {
            var creation = new OpId(ReplicaId.Create(random), random.Next());
            Assert.True(BlockId.From(creation).TryGetCreation(out OpId back));
            Assert.Equal(creation, back);
        }
    }

    [Fact]
    public void ForeignUuidsAreNoOperations()
    {
        var random = new Random(12);
        var bytes = new byte[16];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            var uuid = new Guid(bytes);
            Assert.False(BlockId.From(uuid).TryGetCreation(out _), uuid.ToString());
            Assert.Equal(uuid, BlockId.From(uuid).ToGuid());
        }
        Assert.False(BlockId.Root.TryGetCreation(out _));
        Assert.False(BlockId.Trash.TryGetCreation(out _));
    }

    [Fact]
    public void OneFlippedFixedBitIsNoOperation()
    {
        byte[] bytes = BlockId.From(new OpId(new ReplicaId(ReplicaId.MaxValue), 123)).ToGuid().ToByteArray(bigEndian: true);
        int foreign = 0;
        for (int bit = 0; bit < 128; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            if (!BlockId.From(new Guid(flipped, bigEndian: true)).TryGetCreation(out _)) foreign++;
        }
        Assert.Equal(4 + 7 + 2 + 31, foreign);
    }

    [Fact]
    public void OrderIsThatOfTheUuidsBytes()
    {
        var random = new Random(13);
        for (int i = 0; i < 1_000; i++)
        {
            BlockId left = BlockId.From(new OpId(ReplicaId.Create(random), random.Next())), right = BlockId.From(new OpId(ReplicaId.Create(random), random.Next()));
            Assert.Equal(Math.Sign(string.CompareOrdinal(left.ToString(), right.ToString())), Math.Sign(left.CompareTo(right)));
            Assert.Equal(left < right, right > left);
            Assert.Equal(left <= right, right >= left);
        }
    }

    [Fact]
    public void WhatIsNoUuidIsNotRead()
    {
        Assert.False(BlockId.TryParse("not a uuid", out BlockId id));
        Assert.Equal(default, id);
        Assert.False(BlockId.TryParse(null, out _));
        Assert.NotEqual(BlockId.Root, BlockId.Trash);
    }
}
