using Microsoft.Extensions.Options;

namespace Notion.Server.Sync;

/// <summary>
/// Says which web pages may open a socket here. Browsers do not apply the same-origin rule to WebSockets, so without this any page on
/// the web could reach a server on the visitor's own machine or network.
/// </summary>
internal sealed class OriginCheck(IOptions<NotionServerOptions> options)
{
    private readonly HashSet<string> _allowed = new(options.Value.AllowedOrigins, StringComparer.OrdinalIgnoreCase);

    public bool Allows(HttpRequest request)
    {
        string origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || _allowed.Contains("*")
            || _allowed.Contains(origin)
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
