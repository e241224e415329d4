namespace Notion.Server.ExternalSignIn;

internal sealed record ProviderList(IReadOnlyList<string> Items);

/// <param name="Url">Send the browser there.</param>
/// <param name="Browser">Keep it in the browser (not in an address), and send it with the code: so nobody can finish in another's browser what they began in theirs.</param>
internal sealed record BeginAnswer(string Url, string Browser);

/// <param name="Code">As the provider sent it back.</param>
/// <param name="State">As the provider sent it back.</param>
/// <param name="Browser">From the answer that began.</param>
internal sealed record CompleteRequest(string? Code, string? State, string? Browser);
