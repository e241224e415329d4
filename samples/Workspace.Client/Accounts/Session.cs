namespace Notion.Workspace.Client.Accounts;

/// <summary>Who is signed in here.</summary>
/// <param name="Token">The bearer token, for REST and for sync.</param>
/// <param name="UserId">Whom it stands for: the author of changes made here.</param>
/// <param name="UserName">The name that others see.</param>
public sealed record Session(string Token, Guid UserId, string UserName)
{
    /// <summary>The author to write into changes.</summary>
    public string Author => UserId.ToString();
}
