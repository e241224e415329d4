namespace Notion.Server.Accounts;

/// <summary>Who may make an account with an email and a password.</summary>
public enum WhoMaySignUp
{
    /// <summary>Whoever comes.</summary>
    Anyone,

    /// <summary>Whoever has an open invitation to that email. Nobody else learns anything about any email.</summary>
    Invited,
}
