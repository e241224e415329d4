using Notion.Crdt;
using Notion.Server.Rooms;

namespace Notion.Server.Tests.Sync;

public sealed class TextMirrors
{
    /// <summary>Whoever follows the steps of the events has the text that the block shows, however it came about.</summary>
    [Fact]
    public void FollowsTypingFromHereAndFromElsewhere()
    {
        int followed = 0;
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var here = new Document(new ReplicaId(1));
            var there = new Document(new ReplicaId(2));
            BlockId block;
            using (Transaction change = here.Begin())
            {
                block = change.CreateBlock("paragraph", BlockId.Root);
                change.InsertText(block, 0, "The text that it begins with");
                there.Apply(change.Commit().Span);
            }
            TextMirror? mirror = null;
            here.Changed += (_, change) =>
            {
                foreach (BlockChange one in change.Blocks)
                    if (one.Kinds != BlockChangeKinds.Text || mirror?.TryApply(one.Text) == false) mirror = null;
            };
            for (int round = 0; round < 60; round++)
            {
                mirror ??= new TextMirror(here.GetBlock(block).Text);
                Document writer = random.Next(2) == 0 ? here : there;
                using (Transaction change = writer.Begin())
                {
                    for (int edits = random.Next(1, 4); edits > 0; edits--)
                    {
                        int length = writer.GetBlock(block).TextLength, at = random.Next(length + 1);
                        if (random.Next(3) == 0 && at < length) change.DeleteText(block, at, random.Next(1, Math.Min(6, length - at) + 1));
                        else change.InsertText(block, at, new string((char)('a' + random.Next(26)), random.Next(1, 9)));
                    }
                    ReadOnlyMemory<byte> update = change.Commit();
                    if (writer == there) here.Apply(update.Span);
                    else if (random.Next(2) == 0) there.Apply(update.Span);
                }
                if (random.Next(4) == 0) there.Apply(here.ExportSince(there.Version));
                if (mirror is null) continue;
                followed++;
                Assert.Equal(here.GetBlock(block).Text, mirror.Text.ToString());
            }
        }
        Assert.True(followed > 2_000, $"Only {followed} of 3,000 edits were followed.");
    }

    [Fact]
    public void RefusesWhatIsNotPlainAndWhatIsNotOfThisText()
    {
        Assert.False(new TextMirror("abc").TryApply([new TextEdit(2, 2, "")]));
        Assert.False(new TextMirror("abc").TryApply([new TextEdit(4, 0, "x")]));
        Assert.False(new TextMirror("abc").TryApply([new TextEdit(0, 0, "") { Marked = 2 }]));
        Assert.False(new TextMirror("abc").TryApply([]));
        var mirror = new TextMirror("abc");
        Assert.True(mirror.TryApply([new TextEdit(3, 0, "def"), new TextEdit(0, 1, "")]));
        Assert.Equal("bcdef", mirror.Text.ToString());
    }
}
