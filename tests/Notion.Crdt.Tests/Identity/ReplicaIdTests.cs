namespace Notion.Crdt.Tests.Identity;

public class ReplicaIdTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(ReplicaId.MaxValue + 1)]
    [InlineData(long.MinValue)]
    public void OnlyFiftyThreeBitsAboveZeroNameAWriter(long value) => Assert.Throws<ArgumentOutOfRangeException>(() => new ReplicaId(value));

    [Fact]
    public void TheLargestIsAnExactJavaScriptNumber() => Assert.Equal(ReplicaId.MaxValue, (long)(double)ReplicaId.MaxValue);

    [Fact]
    public void FreshIdsDifferAndUseAllBits()
    {
        long bits = 0;
        HashSet<ReplicaId> ids = [];
        for (int i = 0; i < 1_000; i++)
        {
            ReplicaId id = ReplicaId.Create();
            Assert.True(ids.Add(id));
            bits |= id.Value;
        }
        Assert.Equal(ReplicaId.MaxValue, bits);
    }

    [Fact]
    public void ASeededSourceReplays()
    {
        Assert.Equal(ReplicaId.Create(new Random(7)), ReplicaId.Create(new Random(7)));
        Assert.NotEqual(ReplicaId.Create(new Random(7)), ReplicaId.Create(new Random(8)));
    }

    [Fact]
    public void OrderIsThatOfTheNumbers()
    {
        ReplicaId low = new(1), high = new(2);
        Assert.True(low < high && high > low && low <= high && high >= low && low.CompareTo(low) == 0);
        Assert.Equal("0000000000002a", new ReplicaId(42).ToString());
    }
}
