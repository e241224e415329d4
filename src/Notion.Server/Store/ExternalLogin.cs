namespace Notion.Server.Store;

/// <summary>Who somebody is at a provider.</summary>
internal sealed record ExternalLogin(string Issuer, string Subject);
