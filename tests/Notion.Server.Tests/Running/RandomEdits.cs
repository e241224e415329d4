using Notion.Crdt;

namespace Notion.Server.Tests.Running;

/// <summary>Edits of every kind that changes a row: blocks, text, links, properties, the page's own.</summary>
internal static class RandomEdits
{
    private static readonly Guid[] Targets = [new("00000000-0000-4000-8000-000000000001"), new("00000000-0000-4000-8000-000000000002")];

    /// <summary>Makes one; the update is empty where the document refuses it.</summary>
    public static byte[] Make(Document document, Random random)
    {
        Block[] live = [.. document.EnumerateBlocks()];
        Block[] trash = [.. document.EnumerateTrash()];
        using Transaction change = document.Begin();
        if (live.Length == 0)
        {
            change.InsertText(change.CreateBlock("paragraph", BlockId.Root), 0, "first");
            return change.Commit().ToArray();
        }
        Block block = live[random.Next(live.Length)];
        Block other = live[random.Next(live.Length)];
        try
        {
            switch (random.Next(14))
            {
                case 0: change.CreateBlock("paragraph", BlockId.Root); break;
                case 1: change.InsertText(change.CreateBlock("to_do", block.Id), 0, "child"); break;
                case 2: change.InsertText(block.Id, random.Next(block.TextLength + 1), "ab"); break;
                case 3 when block.TextLength > 0: change.DeleteText(block.Id, 0, random.Next(1, block.TextLength + 1)); break;
                case 4: change.Split(block.Id, random.Next(block.TextLength + 1)); break;
                case 5: change.Join(block.Id); break;
                case 6: change.Move(block.Id, other.Id); break;
                case 7: change.Delete(block.Id); break;
                case 8 when trash.Length > 0: change.Restore(trash[random.Next(trash.Length)].Id); break;
                case 9 when block.TextLength > 0: change.Mark(block.Id, 0, random.Next(1, block.TextLength + 1), MarkTypes.Mention, $"page:{Targets[random.Next(Targets.Length)]}"); break;
                case 10 when block.TextLength > 0: change.Mark(block.Id, 0, random.Next(1, block.TextLength + 1), MarkTypes.Link, $"https://notes.example.com/Plan-{Targets[random.Next(Targets.Length)]}?v=1"); break;
                case 11 when block.TextLength > 0: change.Unmark(block.Id, 0, block.TextLength, random.Next(2) == 0 ? MarkTypes.Mention : MarkTypes.Link); break;
                case 12: change.SetProperty(BlockId.Root, ((string[])["title", "icon", "cover"])[random.Next(3)], random.Next(4) == 0 ? "" : $"https://example.com/{random.Next(9)}"); break;
                default: change.SetProperty(block.Id, "color", random.Next(3) == 0 ? PropertyValue.Null : "red"); break;
            }
        }
        catch (CrdtException)
        {
            return [];
        }
        return change.Commit().ToArray();
    }
}
