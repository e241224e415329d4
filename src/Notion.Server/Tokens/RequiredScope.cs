namespace Notion.Server.Tokens;

/// <summary>On an endpoint: the scope that it asks of integrations.</summary>
internal sealed record RequiredScope(TokenScopes Scope);
