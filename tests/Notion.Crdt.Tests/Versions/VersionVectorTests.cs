namespace Notion.Crdt.Tests.Versions;

public class VersionVectorTests
{
    private static readonly ReplicaId A = new(1), B = new(300), C = new(ReplicaId.MaxValue);

    [Fact]
    public void EntriesAreSortedAndZerosLeftOut()
    {
        VersionVector version = Of((C, 3), (A, 1), (B, 0));
        Assert.Equal([A, C], version.Select(entry => entry.Key));
        Assert.Equal((1, 0, 3), (version[A], version[B], version[C]));
        Assert.Equal(Of((A, 1), (C, 3)), version);
        Assert.Equal(Of((A, 1), (C, 3)).GetHashCode(), version.GetHashCode());
        Assert.NotEqual(Of((A, 2), (C, 3)), version);
        Assert.Throws<ArgumentOutOfRangeException>(() => Of((A, -1)));
    }

    [Fact]
    public void CountersBelowTheNumberHaveBeenSeen()
    {
        VersionVector version = Of((A, 2));
        Assert.True(version.Includes(new OpId(A, 1)));
        Assert.False(version.Includes(new OpId(A, 2)));
        Assert.False(version.Includes(new OpId(B, 0)));
    }

    [Fact]
    public void UnionIsTheLeastThatIncludesBoth()
    {
        var random = new Random(3);
        for (int i = 0; i < 2_000; i++)
        {
            VersionVector left = Draw(random), right = Draw(random), union = left.Union(right);
            Assert.True(union.Includes(left) && union.Includes(right));
            Assert.Equal(union, right.Union(left));
            Assert.Equal(left.Includes(right), union.Equals(left));
            Assert.All(union, entry => Assert.Equal(Math.Max(left[entry.Key], right[entry.Key]), entry.Value));
        }
    }

    [Fact]
    public void BytesComeBackAndEqualVectorsHaveEqualBytes()
    {
        var random = new Random(4);
        for (int i = 0; i < 2_000; i++)
        {
            VersionVector version = Draw(random);
            byte[] bytes = version.Encode();
            Assert.True(VersionVector.TryDecode(bytes, out VersionVector back));
            Assert.Equal(version, back);
            Assert.Equal(bytes, VersionVector.From(version.Reverse()).Encode());
        }
        Assert.Equal([0x90], VersionVector.Empty.Encode());
        Assert.Equal([0x92, 0x01, 0x02], Of((A, 2)).Encode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("91 01")]
    [InlineData("92 01")]
    [InlineData("92 01 00")]
    [InlineData("92 00 01")]
    [InlineData("92 01 ff")]
    [InlineData("94 02 01 01 01")]
    [InlineData("94 01 01 01 01")]
    [InlineData("92 01 01 00")]
    [InlineData("92 01 ce 80 00 00 00")]
    [InlineData("92 cf 00 20 00 00 00 00 00 00 01")]
    [InlineData("dd 7f ff ff fe")]
    [InlineData("c0")]
    public void WhatEncodeDoesNotWriteIsRefused(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.False(VersionVector.TryDecode(bytes, out VersionVector version));
        Assert.Equal(VersionVector.Empty, version);
    }

    [Fact]
    public void AfterAnUpdateIsTheVersionOfTheDocumentThatAppliedIt()
    {
        var random = new Random(14);
        Document[] replicas = [new(new ReplicaId(1)), new(new ReplicaId(2)), new(new ReplicaId(3))];
        var read = new Document(new ReplicaId(9));
        for (int round = 0; round < 200; round++)
        {
            Document author = replicas[random.Next(3)];
            for (int edit = random.Next(3); edit >= 0; edit--)
            {
                using Transaction change = author.Begin();
                for (int ops = random.Next(3); ops >= 0; ops--) change.InsertText(change.CreateBlock("paragraph", BlockId.Root), 0, new string('x', random.Next(1, 9)));
                change.Commit();
            }
            author.Apply(read.ExportSince(author.Version));
            byte[] update = author.ExportSince(random.Next(3) == 0 ? VersionVector.Empty : read.Version);
            VersionVector expected = read.Version.After(update);
            read.Apply(update);
            Assert.Equal(read.Version, expected);
        }
        Assert.Equal(CrdtErrorCode.MalformedUpdate, Assert.Throws<CrdtException>(() => VersionVector.Empty.After([0x92, 0x01, 0x00])).Code);
    }

    private static VersionVector Draw(Random random) =>
        Of([.. Enumerable.Range(0, random.Next(6)).Select(_ => (new ReplicaId(random.Next(1, 6)), random.Next(4) == 0 ? random.Next() : random.Next(3)))]);

    private static VersionVector Of(params (ReplicaId Replica, int Seen)[] entries) =>
        VersionVector.From(entries.Select(entry => KeyValuePair.Create(entry.Replica, entry.Seen)));
}
