namespace Notion.Workspace.Client.Syncing;

/// <summary>Somebody else who has the page open.</summary>
/// <param name="Key">Names their connection.</param>
/// <param name="Name">Their name, as the server vouches for it.</param>
/// <param name="Block">The block that their caret is in; null when it is in none.</param>
public sealed record Visitor(string Key, string Name, BlockId? Block)
{
    /// <summary>A colour that stays theirs while they are connected.</summary>
    public string Color
    {
        get
        {
            uint hash = 2166136261;
            foreach (char c in Key) hash = (hash ^ c) * 16777619;
            return $"hsl({hash % 360} 60% 45%)";
        }
    }
}
