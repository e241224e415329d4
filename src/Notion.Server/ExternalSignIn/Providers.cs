using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Notion.Server.ExternalSignIn;

/// <summary>The providers that are configured, by name.</summary>
internal sealed class Providers(IOptions<NotionServerOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const long MaxAnswer = 1 << 20;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = MaxAnswer,
    };

    private FrozenDictionary<string, ProviderClient>? _clients;

    public IEnumerable<string> Names => options.Value.SignInProviders.Keys.Order(StringComparer.Ordinal);

    public ProviderClient? Find(string name)
    {
        _clients ??= options.Value.SignInProviders.ToFrozenDictionary(entry => entry.Key, entry => new ProviderClient(entry.Value, _http, time), StringComparer.OrdinalIgnoreCase);
        return _clients.GetValueOrDefault(name);
    }

    public void Dispose() => _http.Dispose();
}
