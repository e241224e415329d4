namespace Notion.Server.Store;

internal sealed record WorkspaceMember(Guid UserId, string Name, string Email, bool EmailVerified, WorkspaceRole Role);
