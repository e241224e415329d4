namespace Notion.Workspace.Client.Rest;

// What the server's REST interface takes and gives, as far as this client uses it.
internal sealed record SignUpRequest(string Email, string Name, string Password);

internal sealed record SignInRequest(string Email, string Password);

internal sealed record SignedInAnswer(string Token, UserAnswer User);

internal sealed record UserAnswer(Guid Id, string Email, string Name);

internal sealed record CreateWorkspaceRequest(string Name);

internal sealed record WorkspaceAnswer(Guid Id, string Name);

internal sealed record WorkspaceList(IReadOnlyList<WorkspaceAnswer> Items);

internal sealed record CreatePageRequest(Guid Id, string? Title);

internal sealed record PageAnswer(Guid Id, string Title);

internal sealed record PageList(IReadOnlyList<PageAnswer> Items, Guid? Next);

internal sealed record ProblemAnswer(string? Detail, string? Code);
