using Notion.Server.Tests.Running;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Notion.Server.Tests.Running;

/// <summary>One server for all tests that need nothing special of it; each brings its own users.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private TestServer? _server;

    public Uri Address => _server!.Address;

    internal TestServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        await TestStore.StopAsync();
    }
}
