namespace Notion.Server.Workspaces;

internal sealed record CreateWorkspaceRequest(string? Name);

internal sealed record AddMemberRequest(string? Email);

/// <param name="Role">The asker's own role: <c>owner</c> or <c>member</c>.</param>
internal sealed record WorkspaceAnswer(Guid Id, string Name, string Role, DateTimeOffset CreatedAt);

internal sealed record WorkspaceList(IReadOnlyList<WorkspaceAnswer> Items);

internal sealed record MemberAnswer(Guid UserId, string Name, string Email, string Role);

internal sealed record MemberList(IReadOnlyList<MemberAnswer> Items);
