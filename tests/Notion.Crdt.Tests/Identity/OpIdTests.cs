namespace Notion.Crdt.Tests.Identity;

public class OpIdTests
{
    [Fact]
    public void OrderIsByReplicaThenCounter()
    {
        OpId[] sorted = [new(new ReplicaId(1), 5), new(new ReplicaId(1), 6), new(new ReplicaId(2), 0)];
        Assert.Equal(sorted, sorted.Reverse().Order());
        Assert.True(sorted[0] < sorted[1] && sorted[2] > sorted[1] && sorted[0] <= sorted[0] && sorted[0] >= sorted[0]);
    }

    [Fact]
    public void TextIsReplicaAndCounter() => Assert.Equal("0000000000002a:17", new OpId(new ReplicaId(42), 17).ToString());
}
