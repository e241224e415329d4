namespace Notion.Server.Store;

/// <summary>Where a request came from, as far as it tells.</summary>
internal readonly record struct RequestOrigin(string? Address, string? UserAgent)
{
    private const int MaxUserAgent = 512;

    public static RequestOrigin Of(HttpContext? context)
    {
        string? agent = context?.Request.Headers.UserAgent.ToString();
        return new RequestOrigin(context?.Connection.RemoteIpAddress?.ToString(), agent is { Length: > MaxUserAgent } ? agent[..MaxUserAgent] : agent);
    }
}
