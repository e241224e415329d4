using Microsoft.Extensions.Time.Testing;
using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Properties;

public class ConflictTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Document _ann;
    private readonly Document _bob;
    private readonly BlockId _block;

    public ConflictTests()
    {
        _ann = Pages.New(1, _time);
        _bob = Pages.New(2, _time);
        _block = _ann.AddText("a");
        _bob.Apply(_ann.ExportSince(VersionVector.Empty));
    }

    [Fact]
    public void TheValueThatLosesStaysReadableWithItsAuthorAndTime()
    {
        Set(_ann, "ann", "status", "open");
        _time.Advance(TimeSpan.FromSeconds(1));
        Set(_bob, "bob", "status", "done");
        Sync();
        foreach (Document page in new[] { _ann, _bob })
        {
            Block block = page.GetBlock(_block);
            Assert.Equal("done", block["status"]);
            ConcurrentValue lost = Assert.Single(block.GetConflict("status"));
            Assert.Equal("open", lost.Value);
            Assert.Equal("ann", lost.Author);
            Assert.Equal(_ann.Replica, lost.Replica);
            Assert.Equal(_time.GetUtcNow().ToUnixTimeMilliseconds() - 1000, lost.Time.Milliseconds);
            Assert.Equal(["status"], block.Conflicts);
        }
    }

    [Fact]
    public void SettingItAgainSettlesTheConflict()
    {
        Set(_ann, null, "status", "open");
        Set(_bob, null, "status", "done");
        Sync();
        Set(_ann, null, "status", "open");
        Sync();
        Assert.Equal("open", _bob.GetBlock(_block)["status"]);
        Assert.Empty(_bob.GetBlock(_block).GetConflict("status"));
        Assert.Empty(_ann.GetBlock(_block).Conflicts);
    }

    [Fact]
    public void AConflictSurvivesSavingAndLoading()
    {
        Set(_ann, "ann", "status", "open");
        Set(_bob, "bob", "status", PropertyValue.Null);
        Sync();
        Document loaded = Document.Load(_ann.Save(), new ReplicaId(3));
        Assert.Equal(_ann.GetBlock(_block).GetConflict("status"), loaded.GetBlock(_block).GetConflict("status"));
        Assert.Single(loaded.GetBlock(_block).GetConflict("status"));
    }

    [Fact]
    public void EqualValuesAreNoConflict()
    {
        Set(_ann, null, "status", "done");
        Set(_bob, null, "status", "done");
        Sync();
        Assert.Empty(_ann.GetBlock(_block).GetConflict("status"));
        Assert.Empty(_bob.GetBlock(_block).Conflicts);
    }

    [Fact]
    public void OfThreePeopleTheTwoWhoLostAreListedLatestFirst()
    {
        Document eve = Document.Load(_ann.Save(), new ReplicaId(3), new DocumentOptions { TimeProvider = _time });
        Set(_ann, "ann", "status", 1L);
        _time.Advance(TimeSpan.FromSeconds(1));
        Set(_bob, "bob", "status", 2L);
        _time.Advance(TimeSpan.FromSeconds(1));
        Set(eve, "eve", "status", 3L);
        Sync();
        _ann.Apply(eve.ExportSince(_ann.Version));
        Assert.Equal(3L, _ann.GetBlock(_block)["status"]);
        Assert.Equal([2L, 1L], _ann.GetBlock(_block).GetConflict("status").Select(lost => lost.Value.AsInteger()));
    }

    [Fact]
    public void TypesConflictAsPropertiesDo()
    {
        using (Transaction edit = _ann.Begin("ann"))
        {
            edit.SetType(_block, "quote");
            edit.Commit();
        }
        _time.Advance(TimeSpan.FromSeconds(1));
        using (Transaction edit = _bob.Begin("bob"))
        {
            edit.SetType(_block, "code");
            edit.Commit();
        }
        Sync();
        Assert.Equal("code", _ann.GetBlock(_block).Type);
        ConcurrentValue lost = Assert.Single(_ann.GetBlock(_block).GetTypeConflict());
        Assert.Equal("quote", lost.Value);
        Assert.Equal("ann", lost.Author);
    }

    [Fact]
    public void AListenerHearsOfAConflictEvenWhereItsOwnValueWins()
    {
        Set(_ann, null, "status", "open");
        _time.Advance(TimeSpan.FromSeconds(1));
        Set(_bob, null, "status", "done");
        BlockChange? heard = null;
        _bob.Changed += (_, change) => heard = Assert.Single(change.Blocks);
        _bob.Apply(_ann.ExportSince(_bob.Version));
        Assert.Equal(["status"], heard!.Properties);
    }

    private void Set(Document page, string? author, string key, PropertyValue value)
    {
        using Transaction edit = page.Begin(author);
        edit.SetProperty(_block, key, value);
        edit.Commit();
    }

    private void Sync()
    {
        byte[] ofAnn = _ann.ExportSince(_bob.Version);
        _ann.Apply(_bob.ExportSince(_ann.Version));
        _bob.Apply(ofAnn);
    }
}
