using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Hostile;

/// <summary>Forged operations on the head of a property's text, which has an id as a block has, and is none.</summary>
public class ATextOfAPropertyIsNoBlock
{
    [Theory]
    [InlineData("94 03 01 00 a2 61 30", CrdtErrorCode.InvalidChange)]                       // place it
    [InlineData("94 04 01 00 a2 61 30", CrdtErrorCode.InvalidChange)]                       // delete it
    [InlineData("94 01 a1 78 01 a2 61 30", CrdtErrorCode.InvalidChange)]                    // create a block under it
    [InlineData("96 02 a1 78 00 a2 61 30 01 c0", CrdtErrorCode.InvalidChange)]              // split it
    [InlineData("93 11 01 a1 74", CrdtErrorCode.InvalidChange)]                             // begin a text of it
    [InlineData("94 09 01 a1 6b c3", CrdtErrorCode.InvalidChange)]                          // set a property of it
    [InlineData("93 0a 01 a1 78", CrdtErrorCode.InvalidChange)]                             // give it a type
    [InlineData("93 11 ff a1 74", CrdtErrorCode.MalformedUpdate)]                           // begin a text of the trash
    [InlineData("93 11 00 a0", CrdtErrorCode.MalformedUpdate)]                              // without a key
    [InlineData("95 01 a1 78 00 a2 61 30 c4 01 00", CrdtErrorCode.MalformedUpdate)]         // a UUID of one byte
    [InlineData("95 01 a1 78 00 a2 61 30 c4 10 00000000000000000000000000000000", CrdtErrorCode.MalformedUpdate)]   // the root's
    [InlineData("95 01 a1 78 00 a2 61 30 c4 10 00000000000000000000000000000001", CrdtErrorCode.MalformedUpdate)]   // the trash's
    public void SoNothingIsDoneToIt(string operation, CrdtErrorCode expected)
    {
        Document page = Pages.New(2);
        byte[] before = page.Save();
        Assert.Equal(expected, Pages.Code(() => page.Apply(Update(operation))));
        Assert.Equal(before, page.Save());
        Assert.Empty(page.Root.PropertyTexts);
    }

    [Fact]
    public void WhatIsInOrderIsDone()
    {
        Document page = Pages.New(2);
        page.Apply(Update("94 07 01 c0 a2 68 69"));                                               // type after it
        Assert.Equal("hi", page.Root.GetText("t"));
        page = Pages.New(2);
        page.Apply(Update("95 01 a1 78 00 a2 61 30 c4 10 00000000000000000000000000000002"));
        Assert.Equal(new Guid("00000000-0000-0000-0000-000000000002"), Assert.Single(page.EnumerateBlocks()).ImportedAs);
        page = Pages.New(2);
        page.Apply(Update("95 01 a1 78 00 a2 61 30 c0"));
        Assert.Null(Assert.Single(page.EnumerateBlocks()).ImportedAs);
    }

    [Fact]
    public void TextsCountAgainstTheLimitOfBlocks()
    {
        var page = new Document(new ReplicaId(2), new DocumentOptions { Limits = DecodeLimits.Default with { MaxBlocks = 1 } });
        Assert.Equal(CrdtErrorCode.LimitExceeded, Pages.Code(() => page.Apply(Update("93 11 00 a1 75"))));
        Assert.Empty(page.Root.PropertyTexts);
    }

    /// <summary>A change of replica 1 that begins the text t of the root, and then does something.</summary>
    private static byte[] Update(string operation) => Convert.FromHexString($"92 01 94 01 00 01 92 93 11 00 a1 74 {operation}".Replace(" ", "", StringComparison.Ordinal));
}
