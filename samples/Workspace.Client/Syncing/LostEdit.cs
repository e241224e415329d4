namespace Notion.Workspace.Client.Syncing;

/// <summary>What the server refused, for the person to read and to copy their words out of.</summary>
/// <param name="Reason">Why, and what to do.</param>
/// <param name="Text">The text of the blocks as they were before the refused changes went away.</param>
public sealed record LostEdit(string Reason, string Text)
{
    /// <summary>Adds the text of all blocks that read otherwise in the page as it is without the refused changes.</summary>
    public LostEdit Adding(Document with, Document without)
    {
        IEnumerable<string> lost = with.EnumerateBlocks()
            .Where(block => block.TextLength > 0 && !(without.TryGetBlock(block.Id, out Block now) && now.IsLive && now.Text == block.Text))
            .Select(block => block.Text);
        return this with { Text = string.Join('\n', lost.Prepend(Text).Where(text => text.Length > 0)) };
    }
}
