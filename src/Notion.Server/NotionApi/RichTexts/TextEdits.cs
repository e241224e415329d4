using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>
/// Turns a text into another by what is different: what both begin and end with stays, character by character, so that what others type there at the same time, their carets and comments stay, too.
/// Of marks only those are touched that rich text of the API can say.
/// </summary>
internal static class TextEdits
{
    /// <param name="edit">The transaction.</param>
    /// <param name="block">The block.</param>
    /// <param name="key">The property whose text it is; null for the block's own.</param>
    /// <param name="old">The text as it is.</param>
    /// <param name="wanted">As it is to be.</param>
    public static void Replace(in Transaction edit, BlockId block, string? key, RichText old, RichText wanted)
    {
        string before = old.Text, after = wanted.Text;
        int start = 0, most = Math.Min(before.Length, after.Length);
        while (start < most && before[start] == after[start]) start++;
        if (start > 0 && start < Math.Max(before.Length, after.Length) && char.IsHighSurrogate(before[start - 1])) start--;
        int end = 0;
        while (end < most - start && before[^(end + 1)] == after[^(end + 1)]) end++;
        if (end > 0 && char.IsLowSurrogate(before[^end])) end--;

        int removed = before.Length - start - end, added = after.Length - start - end;
        Restyle(edit, block, key, before.Length - end, old.Slice(before.Length - end, end), wanted.Slice(after.Length - end, end));
        if (removed > 0)
        {
            if (key is null) edit.DeleteText(block, start, removed);
            else edit.DeleteText(block, key, start, removed);
        }
        if (added > 0)
        {
            if (key is null) edit.InsertText(block, start, wanted.Slice(start, added));
            else edit.InsertText(block, key, start, wanted.Slice(start, added));
        }
        Restyle(edit, block, key, 0, old.Slice(0, start), wanted.Slice(0, start));
    }

    /// <summary>Gives text that stays the marks that it is to have; both have the same letters.</summary>
    private static void Restyle(in Transaction edit, BlockId block, string? key, int offset, RichText old, RichText wanted)
    {
        int i = 0, j = 0, usedOld = 0, usedNew = 0;
        while (i < old.Count && j < wanted.Count)
        {
            int length = Math.Min(old[i].Text.Length - usedOld, wanted[j].Text.Length - usedNew);
            foreach (string style in TextStyles.All)
            {
                PropertyValue value = wanted[j].Marks[style];
                if (value == old[i].Marks[style]) continue;
                if (key is null) edit.Mark(block, offset, length, style, value);
                else edit.Mark(block, key, offset, length, style, value);
            }
            offset += length;
            usedOld += length;
            usedNew += length;
            if (usedOld == old[i].Text.Length) (i, usedOld) = (i + 1, 0);
            if (usedNew == wanted[j].Text.Length) (j, usedNew) = (j + 1, 0);
        }
    }
}
