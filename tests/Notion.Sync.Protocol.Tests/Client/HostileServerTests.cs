using System.Collections.Concurrent;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>A server that sends what it should not: the client leaves it, says why, keeps its document and its edits, and comes back.</summary>
public sealed class HostileServerTests
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-000000000009");
    private static readonly byte[] NoVersion = VersionVector.Empty.Encode();
    private static readonly byte[] NoChanges = new Document(new ReplicaId(1)).ExportSince(VersionVector.Empty);
    private static readonly WelcomeFrame Welcome = new(1, [], SyncLimits.Untrusted.Announce(), "hostile", "s", "u", "n");

    public static TheoryData<string, SyncErrorCode> Attacks { get; } = new()
    {
        { "garbage", SyncErrorCode.MalformedFrame },
        { "garbage update", SyncErrorCode.InvalidServerUpdate },
        { "garbage page", SyncErrorCode.InvalidServerUpdate },
        { "false acknowledgement", SyncErrorCode.UnknownBatch },
        { "client frame", SyncErrorCode.WrongDirection },
        { "unknown channel", SyncErrorCode.UnknownChannel },
        { "opened twice", SyncErrorCode.UnexpectedFrame },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task TheClientLeavesAndKeepsWhatIsItsOwn(string attack, SyncErrorCode code)
    {
        var left = new ConcurrentQueue<SyncErrorCode>();
        var errors = new ConcurrentQueue<SyncErrorCode>();
        ValueTask<ISyncTransport> Connect(CancellationToken cancellationToken)
        {
            (ISyncTransport client, ISyncTransport server) = TransportTests.Pair("pipe");
            _ = ServeAsync(server, attack, left);
            return ValueTask.FromResult(client);
        }
        var options = new SyncClientOptions { Token = _ => ValueTask.FromResult("t"), BackOff = new BackOff { First = TimeSpan.FromMilliseconds(5) } };
        await using var client = new SyncClient(Connect, new MemoryChangeStore(), options);
        SyncedDocument page = await client.OpenAsync(Page);
        page.Append("mine");
        client.StateChanged += (_, _) =>
        {
            if (client.LastError is SyncException error) errors.Enqueue(error.Code);
        };
        client.Start();
        await Eventually.IsTrueAsync(() => left.Count >= 2 && errors.Contains(code), "it leaves, says why, comes back, and leaves again");
        Assert.All(left, reason => Assert.Equal(code, reason));
        Assert.Equal("mine", page.Text());
        Assert.Equal(1, page.PendingCount);
        Assert.NotEqual(SyncState.Durable, page.State);
    }

    [Fact]
    public async Task ALengthPrefixOfTwoGigabytesIsRefused()
    {
        var connected = new TaskCompletionSource<MemoryDuplex>();
        await using var client = new SyncClient(
            _ =>
            {
                (MemoryDuplex near, MemoryDuplex far) = MemoryDuplex.Pair();
                connected.TrySetResult(far);
                return ValueTask.FromResult<ISyncTransport>(new PipeTransport(near));
            },
            new MemoryChangeStore(),
            new SyncClientOptions { Token = _ => ValueTask.FromResult("t") });
        client.Start();
        MemoryDuplex server = await connected.Task;
        await server.Output.WriteAsync(new byte[] { 0x7f, 0xff, 0xff, 0xff });
        await server.Output.CompleteAsync();
        await Eventually.IsTrueAsync(() => client.LastError is SyncException { Code: SyncErrorCode.FrameTooLarge }, "the client says why it left");
    }

    private static async Task ServeAsync(ISyncTransport transport, string attack, ConcurrentQueue<SyncErrorCode> left)
    {
        transport.MaxMessageBytes = 1 << 20;
        ValueTask Send(Frame frame) => transport.SendAsync(FrameWriter.ToArray(frame), more: false, CancellationToken.None);
        await using (transport)
        {
            try
            {
                while (await transport.ReceiveAsync(CancellationToken.None) is { } message)
                {
                    FrameReader.TryRead(message, SyncLimits.Client, out Frame? frame, out _);
                    switch (frame)
                    {
                        case HelloFrame: await Send(Welcome); break;
                        case OpenFrame open:
                            await Send(new OpenedFrame(open.Channel, NoVersion, attack == "garbage page" ? new byte[] { 0xc1 } : NoChanges, PageAccess.Full));
                            if (attack != "garbage page") await AttackAsync(transport, Send, attack, open.Channel);
                            break;
                        case CloseFrame close:
                            left.Enqueue(close.Code);
                            return;
                    }
                }
            }
            catch (IOException)
            {
                // The client has left in the middle of an attack.
            }
        }
    }

    private static ValueTask AttackAsync(ISyncTransport transport, Func<Frame, ValueTask> send, string attack, int channel) => attack switch
    {
        "garbage" => transport.SendAsync(new byte[] { 0xc1, 0xff }, more: false, CancellationToken.None),
        "garbage update" => send(new ChangesFrame(channel, 1, new byte[] { 0xc1, 0xff })),
        "false acknowledgement" => send(new AckDurableFrame(channel, 99)),
        "client frame" => send(new OpenFrame(9, Page, NoVersion)),
        "unknown channel" => send(new ChangesFrame(channel + 100, 1, NoChanges)),
        "opened twice" => send(new OpenedFrame(channel, NoVersion, NoChanges, PageAccess.Full)),
        _ => throw new ArgumentOutOfRangeException(nameof(attack), attack, "No such attack."),
    };
}
