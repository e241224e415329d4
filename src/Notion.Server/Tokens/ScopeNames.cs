namespace Notion.Server.Tokens;

/// <summary>The scopes as they are written in requests and answers.</summary>
internal static class ScopeNames
{
    private static readonly (TokenScopes Scope, string Name)[] All =
    [
        (TokenScopes.ReadContent, "read_content"),
        (TokenScopes.UpdateContent, "update_content"),
        (TokenScopes.InsertContent, "insert_content"),
        (TokenScopes.ReadComments, "read_comments"),
        (TokenScopes.InsertComments, "insert_comments"),
        (TokenScopes.ReadUsers, "read_users"),
    ];

    public static string List { get; } = string.Join(", ", All.Select(entry => entry.Name));

    public static IReadOnlyList<string> Of(TokenScopes scopes) => [.. All.Where(entry => scopes.HasFlag(entry.Scope)).Select(entry => entry.Name)];

    /// <summary>False when a name is unknown, or there is none.</summary>
    public static bool TryParse(IReadOnlyList<string?>? names, out TokenScopes scopes)
    {
        scopes = TokenScopes.None;
        foreach (string? name in names ?? [])
        {
            TokenScopes scope = All.FirstOrDefault(entry => entry.Name == name).Scope;
            if (scope == TokenScopes.None) return false;
            scopes |= scope;
        }
        return scopes != TokenScopes.None;
    }
}
