using Microsoft.Extensions.Time.Testing;
using Notion.Crdt;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Sync;

public sealed class BadUpdatesAreRejected(SharedServer server)
{
    [Theory]
    [InlineData("garbage")]
    [InlineData("truncated")]
    [InlineData("empty")]
    public async Task BytesThatAreNoUpdate(string kind)
    {
        using Team team = await Team.GatherAsync(server.Address);
        byte[] good = new Document(ReplicaId.Create()).Paragraph("good").Update.ToArray();
        byte[] bad = kind switch { "garbage" => [1, 2, 3, 0xff], "truncated" => good[..^3], _ => [] };
        await AssertRejectedAsync(team, bad, SyncErrorCode.InvalidUpdate, retryable: false);
    }

    [Fact]
    public async Task AChangeFromTheFuture()
    {
        using Team team = await Team.GatherAsync(server.Address);
        var late = new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(1));
        var document = new Document(ReplicaId.Create(), new DocumentOptions { TimeProvider = late });
        await AssertRejectedAsync(team, document.Paragraph("tomorrow").Update, SyncErrorCode.ClockDrift, retryable: false);
    }

    [Fact]
    public async Task AChangeWhoseForerunnersAreMissing()
    {
        using Team team = await Team.GatherAsync(server.Address);
        var document = new Document(ReplicaId.Create());
        (BlockId block, _) = document.Paragraph("never sent");
        await AssertRejectedAsync(team, document.Type(block, "!"), SyncErrorCode.MissingDependencies, retryable: true);
    }

    [Fact]
    public async Task AReplicaIdThatTwoWritersUse()
    {
        using Team team = await Team.GatherAsync(server.Address);
        ReplicaId shared = ReplicaId.Create();
        RawSocket first = await team.ConnectAsync();
        await first.WriteDurablyAsync(1, new Document(shared).Paragraph("mine").Update);
        await AssertRejectedAsync(team, new Document(shared).Paragraph("also mine").Update, SyncErrorCode.ReplicaConflict, retryable: false);
        Assert.Contains("mine", (await team.ReadAsync()).Texts());
    }

    [Fact]
    public async Task TheSameChangeAgainIsDurableAgainAndStoredOnce()
    {
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket socket = await team.ConnectAsync();
        ReadOnlyMemory<byte> update = new Document(ReplicaId.Create()).Paragraph("once").Update;
        for (int batch = 1; batch <= 5; batch++) await socket.WriteDurablyAsync(batch, update);
        Assert.Equal(["once"], (await team.ReadAsync()).Texts());
        long rows = await server.Server.Sql.ReadAsync(session => session.QueryNumberAsync("SELECT count(*) FROM page_changes WHERE page_id = @page", ("@page", team.Page)));
        Assert.Equal(1, rows);
    }

    /// <summary>The batch is rejected with the code, reaches nobody, and the same connection and page go on.</summary>
    private static async Task AssertRejectedAsync(Team team, ReadOnlyMemory<byte> update, SyncErrorCode code, bool retryable)
    {
        RawSocket writer = await team.ConnectAsync();
        RawSocket reader = await team.ConnectAsync();
        await writer.SendAsync(new ChangesFrame(1, 1, update));
        RejectFrame reject = await writer.ReceiveAsync<RejectFrame>();
        Assert.Equal((1L, code, retryable), (reject.Batch, reject.Code, reject.Retryable));
        Assert.EndsWith(".", reject.Message, StringComparison.Ordinal);

        ReadOnlyMemory<byte> good = new Document(ReplicaId.Create()).Paragraph("good").Update;
        await writer.WriteDurablyAsync(2, good);
        Assert.Equal(good.ToArray(), (await reader.ReceiveAsync<ChangesFrame>()).Update.ToArray());
    }
}
