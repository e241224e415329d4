using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Permissions;

/// <summary>Roles, levels and grantees as the database and the REST interface write them.</summary>
internal static class PermissionNames
{
    private static readonly string[] Levels = ["none", "view", "comment", "edit", "full"];
    private static readonly string[] Roles = ["guest", "member", "admin", "owner"];
    private static readonly string[] Kinds = ["user", "group", "everyone", "guests", "link"];

    public static string Name(this PageAccess level) => Levels[(int)level];

    public static string Name(this WorkspaceRole role) => Roles[(int)role];

    public static string Name(this GranteeKind kind) => Kinds[(int)kind];

    public static PageAccess? Level(string? name) => Find(Levels, name) is { } at ? (PageAccess)at : null;

    public static WorkspaceRole? Role(string? name) => Find(Roles, name) is { } at ? (WorkspaceRole)at : null;

    /// <summary>What page permissions name; links are not among them.</summary>
    public static GranteeKind? Kind(string? name) => Find(Kinds, name) is { } at && (GranteeKind)at != GranteeKind.Link ? (GranteeKind)at : null;

    /// <summary>A stored name; one that this version does not know must not be taken for anything.</summary>
    public static T Known<T>(T? value, string name)
        where T : struct => value ?? throw new StoreException(StoreErrorCode.Incompatible, $"The database holds '{name}', which this version does not know. Run the version that wrote it.");

    private static int? Find(string[] names, string? name) => Array.IndexOf(names, name) is >= 0 and var at ? at : null;
}
