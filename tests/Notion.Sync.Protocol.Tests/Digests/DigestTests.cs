using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>A digest finds exactly what differs, and costs what differs.</summary>
public sealed class DigestTests
{
    [Fact]
    public void WhateverTheTwoSidesHaveTheDifferenceIsFound()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            Dictionary<Guid, ulong> theirs = Pages(random, random.Next(4) switch { 0 => 0, 1 => random.Next(5), 2 => random.Next(300), _ => random.Next(5_000) }, crowded: random.Next(3) == 0);
            var mine = new Dictionary<Guid, ulong>(theirs);
            foreach (Guid page in theirs.Keys.Where(_ => random.Next(20) == 0)) mine[page] = (ulong)random.NextInt64();
            foreach (Guid page in theirs.Keys.Where(_ => random.Next(30) == 0)) mine.Remove(page);
            foreach ((Guid page, ulong hash) in Pages(random, random.Next(20), crowded: false)) mine[page] = hash;

            (DigestResult found, _, _) = Compare(mine, theirs, mostBuckets: random.Next(2) == 0 ? 4_096 : 7);
            string why = $"seed {seed}";
            Assert.True(theirs.Keys.Where(page => mine.TryGetValue(page, out ulong hash) && hash != theirs[page]).Order().SequenceEqual(found.Changed.Order()), why);
            Assert.True(theirs.Keys.Where(page => !mine.ContainsKey(page)).Order().SequenceEqual(found.Added.Order()), why);
            Assert.True(mine.Keys.Where(page => !theirs.ContainsKey(page)).Order().SequenceEqual(found.Missing.Order()), why);
        }
    }

    /// <summary>Changed pages of 10,000, and the most frames and bytes that finding them may take, both ways together.</summary>
    [Theory]
    [InlineData(0, 2, 2_700)]
    [InlineData(1, 2, 3_900)]
    [InlineData(10, 2, 13_500)]
    [InlineData(100, 5, 90_000)]
    public void AReconnectWithTenThousandPagesCostsWhatChanged(int changed, int mostFrames, int mostBytes)
    {
        var random = new Random(5);
        Dictionary<Guid, ulong> theirs = Pages(random, 10_000, crowded: false);
        var mine = new Dictionary<Guid, ulong>(theirs);
        Guid[] others = [.. theirs.Keys.OrderBy(_ => random.Next()).Take(changed)];
        foreach (Guid page in others) theirs[page] = (ulong)random.NextInt64();
        (DigestResult found, int frames, int bytes) = Compare(mine, theirs, 4_096);
        Assert.Equal(others.Order(), found.Changed.Order());
        Assert.Empty(found.Added);
        Assert.Empty(found.Missing);
        TestContext.Current.TestOutputHelper!.WriteLine($"{changed} of 10,000 changed: {frames} frames, {bytes} bytes");
        Assert.InRange(frames, 2, mostFrames);
        Assert.InRange(bytes, 2_500, mostBytes);
    }

    [Fact]
    public void EqualVersionsHaveEqualDigestsAndOthersHaveNot()
    {
        var document = new Document(new ReplicaId(9));
        document.Append("a");
        var copy = new Document(new ReplicaId(10));
        copy.Apply(document.ExportSince(VersionVector.Empty));
        var page = Guid.Parse("0190f3a2-1111-7222-8333-444455556666");
        PageDigest digest = PageDigest.Of(page, document.Version);
        Assert.Equal(digest, PageDigest.Of(page, copy.Version));
        copy.Append("b");
        Assert.NotEqual(digest, PageDigest.Of(page, copy.Version));
        Assert.NotEqual(digest.Hash, PageDigest.Of(Guid.Empty, document.Version).Hash);
        Assert.Equal(0x6666, PageDigest.Bucket(page, 16));
        Assert.Equal(0x66, PageDigest.Bucket(page, 8));
        Assert.Equal(0, PageDigest.Bucket(page, 0));
    }

    [Fact]
    public void ALyingServerEndsTheSession()
    {
        DigestAnswerFrame[] lies =
        [
            new(2, default, default, default, false),
            new(1, default, new byte[1], default, false),
            new(1, default, new byte[] { 9, 9 }, default, false),
            new(1, default, new byte[] { 0, 0, 0, 0 }, default, false),
            new(1, default, default, new byte[24], false),
            new(1, new byte[] { 0, 7 }, default, default, false),
        ];
        foreach (DigestAnswerFrame lie in lies)
        {
            ClientSession session = Client();
            session.Compare(Guid.Empty, []);
            session.Receive(lie, TimeSpan.Zero);
            Assert.Equal(SyncErrorCode.MalformedFrame, session.CloseCode);
        }
        ClientSession unasked = Client();
        unasked.Receive(new DigestAnswerFrame(1, default, default, default, false), TimeSpan.Zero);
        Assert.Equal(SyncErrorCode.UnexpectedFrame, unasked.CloseCode);
    }

    private static Dictionary<Guid, ulong> Pages(Random random, int count, bool crowded)
    {
        var pages = new Dictionary<Guid, ulong>();
        byte[] id = new byte[16];
        while (pages.Count < count)
        {
            random.NextBytes(id);
            if (crowded) id[14] = id[15] = 7;
            pages[new Guid(id, bigEndian: true)] = (ulong)random.NextInt64();
        }
        return pages;
    }

    private static ClientSession Client(int mostBuckets = 4_096)
    {
        var client = new ClientSession("t", "n", default, SyncLimits.Client with { MaxDigestBuckets = mostBuckets }, TimeSpan.Zero);
        client.Receive(new WelcomeFrame(1, Capability.All, SyncLimits.Untrusted.Announce(), "", "s", "u", "n"), TimeSpan.Zero);
        while (client.TryTakeFrame(out _) || client.TryTakeEvent(out _))
        {
        }
        return client;
    }

    private static (DigestResult Result, int Frames, int Bytes) Compare(Dictionary<Guid, ulong> mine, Dictionary<Guid, ulong> theirs, int mostBuckets)
    {
        ClientSession client = Client(mostBuckets);
        var server = new ServerSession("s", "n", SyncLimits.Untrusted, TimeSpan.Zero);
        server.Receive(new HelloFrame(1, 1, Capability.All, SyncLimits.Client.Announce(), "", "t", 0), TimeSpan.Zero);
        server.Authenticated(new SyncIdentity("u", "n"));
        while (server.TryTakeFrame(out _) || server.TryTakeEffect(out _))
        {
        }
        client.Compare(Guid.Empty, mine.Select(page => new PageDigest(page.Key, page.Value)));
        int frames = 0, bytes = 0;
        while (true)
        {
            while (client.TryTakeFrame(out Frame? frame))
            {
                Count(frame);
                server.Receive(frame, TimeSpan.Zero);
            }
            while (server.TryTakeEffect(out ServerEffect? effect))
                server.PagesListed(((ServerEffect.ListPages)effect).Request, [.. theirs.Select(page => new PageDigest(page.Key, page.Value))]);
            while (server.TryTakeFrame(out Frame? frame))
            {
                Count(frame);
                client.Receive(frame, TimeSpan.Zero);
            }
            Assert.Equal((SessionPhase.Ready, SessionPhase.Ready), (client.Phase, server.Phase));
            if (client.TryTakeEvent(out ClientEvent? happened)) return (((ClientEvent.DigestCompared)happened).Result, frames, bytes);
        }

        void Count(Frame frame)
        {
            frames++;
            bytes += FrameWriter.ToArray(frame).Length;
        }
    }
}
