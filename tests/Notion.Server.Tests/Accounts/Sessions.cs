using System.Buffers.Text;
using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Accounts;

public sealed class Sessions
{
    [Fact]
    public async Task ASessionLivesADayAfterItsLastUseAndNoLonger()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestServer server = await TestServer.StartAsync(time: time);
        using Api user = await Api.SignUpAsync(server.Address);
        for (int day = 0; day < 3; day++)
        {
            time.Advance(TimeSpan.FromHours(23));
            Assert.Equal(HttpStatusCode.OK, (await user.GetAsync("/api/accounts/me")).Status);
        }
        time.Advance(TimeSpan.FromHours(25));
        Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await user.GetAsync("/api/accounts/me"));

        using RawSocket socket = await RawSocket.ConnectAsync(server.Address);
        await socket.SendAsync(RawSocket.Hello(user.Token!));
        Assert.Equal(SyncErrorCode.AuthenticationFailed, (await socket.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task ASessionSurvivesARestart()
    {
        using var directory = new TempDirectory();
        string token;
        await using (TestServer before = await TestServer.StartAsync(directory: directory.Path))
        {
            using Api user = await Api.SignUpAsync(before.Address);
            token = user.Token!;
        }
        await using TestServer after = await TestServer.StartAsync(directory: directory.Path);
        using var again = new Api(after.Address, token);
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/api/accounts/me")).Status);
    }

    [Fact]
    public async Task WhoReadsTheStoreFindsNoTokenAndNoPassword()
    {
        using var directory = new TempDirectory();
        string token;
        await using (TestServer server = await TestServer.StartAsync(directory: directory.Path))
        {
            using Api user = await Api.SignUpAsync(server.Address);
            token = user.Token!;
        }
        byte[] raw = Base64Url.DecodeFromChars(token);
        foreach (string file in Directory.GetFiles(directory.Path))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(raw));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(token)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Api.Password)));
        }
    }

    [Fact]
    public async Task SigningOutClosesTheSocketsOfThatSession()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Api leaving = await Api.SignUpAsync(server.Address);
        using Api staying = await Api.SignUpAsync(server.Address);
        using RawSocket left = await RawSocket.SignInAsync(server.Address, leaving.Token!);
        using RawSocket stayed = await RawSocket.SignInAsync(server.Address, staying.Token!);
        await leaving.PostAsync("/api/accounts/sign-out");
        Assert.Equal(SyncErrorCode.SessionEnded, (await left.ReceiveCloseAsync()).Code);
        await stayed.SendAsync(new PingFrame(7));
        Assert.Equal(7, (await stayed.ReceiveAsync<PongFrame>()).Number);
    }
}
