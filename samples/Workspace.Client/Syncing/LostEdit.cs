using Notion.Sync.Protocol;

namespace Notion.Workspace.Client.Syncing;

/// <summary>What the server refused, for the person to read and to copy their words out of.</summary>
/// <param name="Reason">Why, and what to do.</param>
/// <param name="Text">The text of the blocks as they were before the refused changes went away.</param>
public sealed record LostEdit(string Reason, string Text)
{
    /// <summary>Compares the page with the refused changes and without them.</summary>
    public static LostEdit Between(Document with, Document without, RejectedChanges rejected)
    {
        IEnumerable<string> lost = with.EnumerateBlocks()
            .Where(block => block.TextLength > 0 && !(without.TryGetBlock(block.Id, out Block now) && now.IsLive && now.Text == block.Text))
            .Select(block => block.Text);
        return new LostEdit(rejected.Message, string.Join('\n', lost));
    }
}
