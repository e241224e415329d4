namespace Notion.Server.Nodes;

/// <summary>What one server process tells all that share its store, itself included. It only points at what is in the store already: who hears it looks there.</summary>
internal abstract record NodeMessage
{
    private NodeMessage()
    {
    }

    /// <summary>The page's log has got as far as this sequence number.</summary>
    internal sealed record PageAdvanced(Guid PageId, long Sequence) : NodeMessage;

    /// <summary>Who may do what has changed: on one page and everything under it, or, without a page, in the whole workspace; for one user, or for anybody.</summary>
    internal sealed record AccessChanged(Guid WorkspaceId, Guid? PageId, Guid? UserId) : NodeMessage;

    /// <summary>Sessions of the user have ended: by signing out, by a new password, by an administrator.</summary>
    internal sealed record SessionsEnded(Guid UserId) : NodeMessage;

    /// <summary>Messages may have been lost: whoever keeps something in memory compares it with the store.</summary>
    internal sealed record Missed : NodeMessage;
}
