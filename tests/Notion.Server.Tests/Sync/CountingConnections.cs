using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Notion.Server.Sync;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Sync;

/// <summary>Whose connections count together: those of one IPv4 address, and those of one IPv6 network of 64 bits, which is what a household or a rented machine has.</summary>
public sealed class CountingConnections
{
    private readonly ConnectionRegistry _registry = new(Options.Create(new NotionServerOptions { MaxConnectionsPerAddress = 2, MaxConnectionsPerUser = 1 }));

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:2:8000::", "2001:db8:1:3::1")]
    [InlineData("fe80::1%1", "fe80::2%2", "fe80::3", "fe80:0:0:1::1")]
    [InlineData("192.0.2.7", "192.0.2.7", "192.0.2.7", "192.0.2.8")]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", "192.0.2.7", "::ffff:192.0.2.8")]
    [InlineData("::ffff:192.0.2.7", "::ffff:192.0.2.7", "192.0.2.7", "::1")]
    public void ThoseOfOneNetworkCountTogether(string first, string second, string third, string elsewhere)
    {
        Assert.True(TryCount(first));
        Assert.True(TryCount(second));
        Assert.False(TryCount(third));
        Assert.True(TryCount(elsewhere));
    }

    [Fact]
    public void WhoLeavesMakesRoomForAnotherOfTheSameNetwork()
    {
        (SyncServerConnection Connection, PageHost Host)[] two = [Connection(), Connection()];
        foreach ((_, PageHost host) in two) Assert.True(_registry.TryCount(host, IPAddress.Parse("2001:db8::1")));
        Assert.False(TryCount("2001:db8::2"));
        _registry.Remove(two[0].Connection);
        _registry.Remove(two[0].Connection);
        Assert.True(TryCount("2001:db8::3"));
        Assert.False(TryCount("2001:db8::4"));
    }

    [Fact]
    public void AConnectionCountsOnceHoweverOftenItIsCounted()
    {
        (_, PageHost host) = Connection();
        for (int i = 0; i < 5; i++) Assert.True(_registry.TryCount(host, IPAddress.Parse("2001:db8::1")));
        Assert.True(TryCount("2001:db8::2"));
        Assert.False(TryCount("2001:db8::3"));
    }

    private bool TryCount(string address) => _registry.TryCount(Connection().Host, IPAddress.Parse(address));

    /// <summary>A connection that never runs, so that its host needs nothing.</summary>
    private (SyncServerConnection Connection, PageHost Host) Connection()
    {
        var host = new PageHost(null!, null!, _registry, null!, null!, null!, null!, TimeProvider.System, NullLogger.Instance);
        var connection = new SyncServerConnection(new PipeTransport(new NoPipe()), host);
        _registry.Add(connection, host);
        return (connection, host);
    }

    private sealed class NoPipe : IDuplexPipe
    {
        public PipeReader Input => throw new NotSupportedException();

        public PipeWriter Output => throw new NotSupportedException();
    }
}
