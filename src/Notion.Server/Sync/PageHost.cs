using Notion.Crdt;
using Notion.Server.Accounts;
using Notion.Server.Logging;
using Notion.Server.Pages;
using Notion.Server.Rooms;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Sync;

/// <summary>One connection's way into the server: its token, the pages that it may open, their rooms.</summary>
internal sealed class PageHost(SessionService sessions, IPageStore pages, PageCreation creation, RoomDirectory rooms, ILogger logger) : ISyncHost
{
    /// <summary>The signed-in session; null before the handshake.</summary>
    public Session? Session { get; private set; }

    public async ValueTask<SyncIdentity?> AuthenticateAsync(string token, HelloFrame hello, CancellationToken cancellationToken)
    {
        Session = await sessions.FindAsync(token, cancellationToken);
        return Session is null ? null : new SyncIdentity(Session.UserId.ToString(), Session.UserName);
    }

    public async ValueTask OpenAsync(SyncChannel channel, VersionVector version, CancellationToken cancellationToken)
    {
        Guid user = Session!.UserId;
        if (await pages.FindAsync(channel.Page, user, cancellationToken) is null
            && (channel.CreateIn is not { } place || await creation.CreateAsync(channel.Page, place, user, cancellationToken) is null))
        {
            channel.Close(SyncErrorCode.UnknownPage, "There is no such page in your workspaces. Check the id, or create the page first: by *create in* of the open frame, or with POST /api/workspaces/{id}/pages.");
            return;
        }
        Room room = rooms.Enter(channel.Page);
        channel.State = room;
        if (!await room.PostAsync(new RoomMessage.Join(channel, version), cancellationToken)) channel.Close(SyncErrorCode.PageEvicted);
    }

    public async ValueTask SubmitAsync(SyncChannel channel, long batch, ReadOnlyMemory<byte> update, CancellationToken cancellationToken)
    {
        if (channel.State is Room room && !await room.PostAsync(new RoomMessage.Submit(channel, Session!.UserId, batch, update), cancellationToken))
            channel.Close(SyncErrorCode.PageEvicted);
    }

    public void Presence(SyncChannel channel, ReadOnlyMemory<byte> payload) =>
        (channel.State as Room)?.TryPost(new RoomMessage.Presence(channel, payload));

    public void Closed(SyncChannel channel)
    {
        if (channel.State is Room room) _ = LeaveAsync(room, channel);
    }

    public void Failed(SyncServerConnection connection, Exception error) => ServerLog.ConnectionFailed(logger, Session?.UserId, error);

    private async Task LeaveAsync(Room room, SyncChannel channel)
    {
        await room.PostAsync(new RoomMessage.Leave(channel));
        rooms.Leave(room);
    }
}
