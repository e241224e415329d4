using Notion.Sync.Protocol;

namespace Notion.Workspace.Client.Syncing;

/// <summary>What the server refused, for the person to read and to copy their words out of.</summary>
/// <param name="Reason">Why, and what to do.</param>
/// <param name="Text">The text that went with the refused changes.</param>
public sealed record LostEdit(string Reason, string Text)
{
    /// <summary>Adds what was refused now to what was refused before and is not read yet.</summary>
    public static LostEdit Add(LostEdit? before, RejectedChanges rejected) =>
        new(rejected.Message, string.Join('\n', rejected.Texts.Select(lost => lost.Text).Prepend(before?.Text ?? string.Empty).Where(text => text.Length > 0)));
}
