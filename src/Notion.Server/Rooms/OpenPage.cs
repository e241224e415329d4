using Notion.Sync.Protocol;

namespace Notion.Server.Rooms;

/// <summary>A page on one connection: what the server keeps beside the channel. Thread-safe.</summary>
internal sealed class OpenPage
{
    private volatile int _access = (int)PageAccess.None;

    /// <summary>The workspace that the page lies in; null until that is known.</summary>
    public Guid? WorkspaceId { get; set; }

    /// <summary>The page's room; null until it is entered.</summary>
    public Room? Room { get; set; }

    /// <summary>What the user may do now. The room looks here when it takes a change, so that none slips in that still waited when access was taken away.</summary>
    public PageAccess Access
    {
        get => (PageAccess)_access;
        set => _access = (int)value;
    }
}
