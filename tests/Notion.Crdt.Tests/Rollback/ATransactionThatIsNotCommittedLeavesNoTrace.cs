using Notion.Crdt;

namespace Notion.Tests.Rollback;

public class ATransactionThatIsNotCommittedLeavesNoTrace
{
    private static readonly string[] Texts = ["a", "bc", "def ", "😀", "x😀y", "\n"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ThousandsOfRandomStepsAreTakenBackWhole(int seed)
    {
        var clock = new StoppedClock();
        var random = new Random(seed);
        var document = new Document(new ReplicaId(1), new DocumentOptions { TimeProvider = clock });
        for (int round = 0; round < 60; round++)
        {
            byte[] saved = document.Save();
            string shown = Show(document);
            using (Transaction dropped = document.Begin())
                for (int i = random.Next(80); i >= 0; i--) Step(document, dropped, random);
            Assert.True(shown == Show(document), $"Something else is shown after the rollback of round {round} (seed {seed}).");
            Assert.True(saved.AsSpan().SequenceEqual(document.Save()), $"Something else is saved after the rollback of round {round} (seed {seed}).");

            using Transaction kept = document.Begin();
            for (int i = random.Next(12); i >= 0; i--) Step(document, kept, random);
            kept.Commit();
        }
        var late = new Document(new ReplicaId(2), new DocumentOptions { TimeProvider = clock });
        late.Apply(document.ExportSince(VersionVector.Empty));
        Assert.True(Show(late) == Show(document), $"A replica that never saw the rollbacks shows something else (seed {seed}).");
    }

    private static void Step(Document document, Transaction transaction, Random random)
    {
        Block[] blocks = [.. document.EnumerateBlocks()];
        if (blocks.Length == 0 || random.Next(20) == 0)
        {
            transaction.CreateBlock("paragraph", blocks.Length == 0 ? BlockId.Root : blocks[random.Next(blocks.Length)].Id);
            return;
        }
        Block block = blocks[random.Next(blocks.Length)];
        int offset = random.Next(block.TextLength + 1);
        if (offset < block.TextLength && char.IsLowSurrogate(block.Text[offset])) offset++;
        switch (random.Next(18))
        {
            case < 6: transaction.InsertText(block.Id, offset, Texts[random.Next(Texts.Length)]); break;
            case < 10: Backspace(transaction, block.Id, offset, random.Next(1, 6)); break;
            case 10: transaction.Split(block.Id, offset); break;
            case 11 when block != blocks[0]: transaction.Join(block.Id); break;
            case 12: transaction.SetProperty(block.Id, "key" + random.Next(3), random.Next(5) == 0 ? PropertyValue.Null : random.Next(100)); break;
            case 13: transaction.SetType(block.Id, "type" + random.Next(3)); break;
            case 16: ChangeTag(transaction, block.Id, "tag" + random.Next(2), random.Next(3), random.Next(2) == 0); break;
            case 17: transaction.Increment(block.Id, "count", random.Next(-1, 2)); break;
            case 14: transaction.Move(block.Id, BlockId.Root, 0); break;
            case 15 when blocks.Length > 4: transaction.Delete(block.Id); break;
        }
    }

    private static void ChangeTag(Transaction transaction, BlockId block, string key, long value, bool adds)
    {
        if (adds) transaction.AddToSet(block, key, value);
        else transaction.RemoveFromSet(block, key, value);
    }

    private static void Backspace(Transaction transaction, BlockId block, int offset, int times)
    {
        for (; times > 0 && offset > 0; times--)
        {
            try
            {
                transaction.DeleteText(block, offset - 1, 1);
                offset--;
            }
            catch (CrdtException half) when (half.Code == CrdtErrorCode.BrokenSurrogatePair)
            {
                transaction.DeleteText(block, offset - 2, 2);
                offset -= 2;
            }
        }
    }

    private static string Show(Document document) => string.Join('\n', document.EnumerateBlocks().Select(block =>
        $"{block.Id} under {block.Parent?.Id} {block.Type} '{block.Text}' {string.Join(' ', block.Properties.OrderBy(pair => pair.Key, StringComparer.Ordinal))}"));

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
