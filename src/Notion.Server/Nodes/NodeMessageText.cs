using System.Globalization;
using System.Text;

namespace Notion.Server.Nodes;

/// <summary>Messages as text between processes: a line each, its first word the kind. What a newer version says and this one does not know is a reason to look at the store.</summary>
internal static class NodeMessageText
{
    /// <summary>So many fit into the 8,000 bytes that a PostgreSQL notification may have.</summary>
    public const int MaxMessages = 60;

    private const string None = "-";

    public static string Format(IEnumerable<NodeMessage> messages)
    {
        var text = new StringBuilder();
        foreach (NodeMessage message in messages)
        {
            _ = message switch
            {
                NodeMessage.PageAdvanced page => text.Append(CultureInfo.InvariantCulture, $"page {page.PageId} {page.Sequence}\n"),
                NodeMessage.AccessChanged access => text.Append(CultureInfo.InvariantCulture, $"access {access.WorkspaceId} {Text(access.PageId)} {Text(access.UserId)}\n"),
                NodeMessage.SessionsEnded sessions => text.Append(CultureInfo.InvariantCulture, $"sessions {sessions.UserId}\n"),
                NodeMessage.Missed => text.Append("missed\n"),
                _ => throw new ArgumentOutOfRangeException(nameof(messages), message, "A message that has no text."),
            };
        }
        return text.ToString();
    }

    public static List<NodeMessage> Parse(ReadOnlySpan<char> text)
    {
        var messages = new List<NodeMessage>();
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
            if (!line.IsEmpty) messages.Add(Read(line.ToString().Split(' ')) ?? new NodeMessage.Missed());
        return messages;
    }

    private static NodeMessage? Read(string[] words) => words switch
    {
        ["page", var page, var sequence] when Guid.TryParse(page, out Guid id) && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out long number) => new NodeMessage.PageAdvanced(id, number),
        ["access", var workspace, var page, var user] when Guid.TryParse(workspace, out Guid id) && TryId(page, out Guid? pageId) && TryId(user, out Guid? userId) => new NodeMessage.AccessChanged(id, pageId, userId),
        ["sessions", var user] when Guid.TryParse(user, out Guid id) => new NodeMessage.SessionsEnded(id),
        _ => null,
    };

    private static bool TryId(string word, out Guid? id)
    {
        bool isId = Guid.TryParse(word, out Guid value);
        id = isId ? value : null;
        return isId || word == None;
    }

    private static string Text(Guid? id) => id?.ToString() ?? None;
}
