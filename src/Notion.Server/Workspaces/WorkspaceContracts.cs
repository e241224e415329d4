namespace Notion.Server.Workspaces;

internal sealed record CreateWorkspaceRequest(string? Name);

/// <param name="Name">Left out to keep it.</param>
/// <param name="MemberAccess">What everyone in the workspace may where no page says otherwise; left out to keep it.</param>
internal sealed record ChangeWorkspaceRequest(string? Name, string? MemberAccess);

internal sealed record ChangeRoleRequest(string? Role);

/// <param name="Role">The asker's own role: <c>owner</c>, <c>admin</c>, <c>member</c> or <c>guest</c>.</param>
/// <param name="MemberAccess">What everyone in the workspace may where no page says otherwise.</param>
internal sealed record WorkspaceAnswer(Guid Id, string Name, string Role, string MemberAccess, DateTimeOffset CreatedAt);

internal sealed record WorkspaceList(IReadOnlyList<WorkspaceAnswer> Items);

/// <param name="EmailVerified">Whether somebody vouches that the address is theirs; else it is what they said at sign-up.</param>
internal sealed record MemberAnswer(Guid UserId, string Name, string Email, bool EmailVerified, string Role);

internal sealed record MemberList(IReadOnlyList<MemberAnswer> Items);
