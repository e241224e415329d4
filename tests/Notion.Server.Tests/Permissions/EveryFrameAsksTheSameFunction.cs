using Notion.Crdt;
using Notion.Server.Store;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Permissions;

/// <summary>Every frame that a client may send about a page, by every role with every level, outside the trash and in it, against the oracle.</summary>
public sealed class EveryFrameAsksTheSameFunction(SharedServer server)
{
    [Fact]
    public void EveryFrameOfAClientIsAskedAboutOrNeedsNoAsking()
    {
        FrameType[] asked = [FrameType.Open, FrameType.Changes, FrameType.Presence];
        FrameType[] aboutTheConnection = [FrameType.Hello, FrameType.Token, FrameType.Close, FrameType.Ping, FrameType.Pong, FrameType.Fragment, FrameType.Deflated];
        FrameType[] aboutWhatIsOpen = [FrameType.ClosePage, FrameType.Credit];
        FrameType[] aboutWhatIsListed = [FrameType.Digest];
        FrameType[] ofTheServer =
        [
            FrameType.None, FrameType.Welcome, FrameType.Opened, FrameType.AckReceived, FrameType.AckDurable, FrameType.Reject, FrameType.Error, FrameType.TokenAccepted, FrameType.Access, FrameType.Drain,
            FrameType.DigestAnswer,
        ];
        Assert.Equal(Enum.GetValues<FrameType>().Order(), ((FrameType[])[.. asked, .. aboutTheConnection, .. aboutWhatIsOpen, .. aboutWhatIsListed, .. ofTheServer]).Order());
    }

    [Fact]
    public async Task OpeningWritingAndPresenceAreAsTheOracleSays()
    {
        using Ladder ladder = await Ladder.BuildAsync(server.Address);
        using RawSocket watcher = await RawSocket.SignInAsync(server.Address, ladder.Cast.Owner.Token!);
        Guid[] pages = [.. ladder.Pages];
        for (int i = 0; i < pages.Length; i++) await watcher.OpenAsync(pages[i], i + 1);

        foreach (Ladder.Asker asker in ladder.Askers.Where(asker => !asker.IsNobody))
        {
            using RawSocket socket = await RawSocket.SignInAsync(server.Address, asker.Api.Token!);
            for (int i = 0; i < pages.Length; i++)
            {
                PageAccess level = ladder.LevelOf(asker, pages[i]);
                string who = $"{asker.Name} with {level}";
                await socket.SendAsync(new OpenFrame(i + 1, pages[i], VersionVector.Empty.Encode()));
                Frame? answer = await socket.ReceiveAsync();
                if (level == PageAccess.None)
                {
                    Assert.True(answer is ErrorFrame { Code: SyncErrorCode.UnknownPage }, $"{who}: {answer}");
                    continue;
                }
                Assert.True(answer is OpenedFrame opened && opened.Access == level, $"{who}: {answer}");

                await socket.SendAsync(new ChangesFrame(i + 1, i + 1, new Document(ReplicaId.Create()).Paragraph("mine").Update));
                if (level >= PageAccess.Edit) await socket.ReceiveAsync<AckDurableFrame>();
                else Assert.Equal(SyncErrorCode.ReadOnly, (await socket.ReceiveAsync<RejectFrame>()).Code);

                await socket.SendAsync(new PresenceFrame(i + 1, new byte[] { 1 }, null));
                PresenceFrame shown = await watcher.ReceiveAsync<PresenceFrame>();
                Assert.Equal(i + 1, shown.Channel);
                await socket.SendAsync(new ClosePageFrame(i + 1));
                Assert.Equal((i + 1, 0), await watcher.ReceiveAsync<PresenceFrame>() is var gone ? (gone.Channel, gone.Payload.Length) : default);
            }
        }
    }

    [Fact]
    public async Task PagesAreMadeWhereTheOracleSays()
    {
        using Ladder ladder = await Ladder.BuildAsync(server.Address);
        foreach (Ladder.Asker asker in ladder.Askers.Where(asker => !asker.IsNobody))
        {
            using RawSocket socket = await RawSocket.SignInAsync(server.Address, asker.Api.Token!);
            int channel = 0;
            foreach ((Guid place, bool allowed) in ladder.Pages.Select(page => (page, ladder.LevelOf(asker, page) >= PageAccess.Edit)).Append((ladder.Cast.Workspace, ladder.RoleOf(asker) >= WorkspaceRole.Member)))
            {
                await socket.SendAsync(new OpenFrame(++channel, Guid.NewGuid(), VersionVector.Empty.Encode()) { CreateIn = place });
                Frame? answer = await socket.ReceiveAsync();
                Assert.True(allowed ? answer is OpenedFrame { Access: >= PageAccess.Edit } : answer is ErrorFrame { Code: SyncErrorCode.UnknownPage }, $"{asker.Name}: {answer}");
            }
        }
    }
}
