using Notion.Crdt;
using Notion.Server.Accounts;
using Notion.Server.Logging;
using Notion.Server.Pages;
using Notion.Server.Rooms;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Sync;

/// <summary>One connection's way into the server: its token, the pages that it may open, their rooms.</summary>
internal sealed class PageHost(
    Credentials credentials, ConnectionRegistry connections, IPageStore pages, PageCreation creation, RoomDirectory rooms, TimeProvider time, ILogger logger) : ISyncHost
{
    /// <summary>Who is signed in; null before the handshake.</summary>
    public Caller? Caller { get; private set; }

    public async ValueTask<SyncIdentity?> AuthenticateAsync(string token, HelloFrame hello, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Once the caller is set, word of an ended session finds this connection. Word that came between the look and the setting did not: look again.
            long endings = connections.Endings;
            Caller? caller = await credentials.FindAsync(token, cancellationToken);
            Caller = caller;
            if (caller is null) return null;
            if (endings == connections.Endings)
                return new SyncIdentity(caller.UserId.ToString(), caller.UserName) { ExpiresIn = caller.ExpiresAt - time.GetUtcNow() };
        }
    }

    /// <summary>A fresh token takes the old one's place, for the same user only; what it may do must be no other, since pages are open.</summary>
    public async ValueTask<SyncIdentity?> RefreshAsync(string token, HelloFrame hello, SyncIdentity current, CancellationToken cancellationToken)
    {
        Caller before = Caller!;
        SyncIdentity? identity = await AuthenticateAsync(token, hello, cancellationToken);
        return identity is not null && Caller!.HasSameReach(before) ? identity : null;
    }

    public async ValueTask OpenAsync(SyncChannel channel, VersionVector version, CancellationToken cancellationToken)
    {
        Caller caller = Caller!;
        Page? page = await pages.FindAsync(channel.Page, caller.UserId, cancellationToken);
        if (page is null && channel.CreateIn is { } place && caller.Cap(PageAccess.Full) >= PageAccess.Edit)
            page = await creation.CreateAsync(channel.Page, place, caller, cancellationToken);
        if (page is null || caller.IsOutside(page.WorkspaceId))
        {
            channel.Close(SyncErrorCode.UnknownPage, "There is no such page in your workspaces. Check the id, or create the page first: by *create in* of the open frame, or with POST /api/workspaces/{id}/pages.");
            return;
        }
        PageAccess most = caller.Cap(PageAccess.Full);
        if (most == PageAccess.None)
        {
            channel.Close(SyncErrorCode.AccessDenied, "The token lacks the scope read_content. Make a token that has it.");
            return;
        }
        if (most < PageAccess.Edit) channel.ChangeAccess(most);
        Room room = rooms.Enter(channel.Page);
        channel.State = room;
        if (!await room.PostAsync(new RoomMessage.Join(channel, version), cancellationToken)) channel.Close(SyncErrorCode.PageEvicted);
    }

    public async ValueTask SubmitAsync(SyncChannel channel, long batch, ReadOnlyMemory<byte> update, CancellationToken cancellationToken)
    {
        if (channel.State is Room room && !await room.PostAsync(new RoomMessage.Submit(channel, Caller!.UserId, batch, update), cancellationToken))
            channel.Close(SyncErrorCode.PageEvicted);
    }

    public void Presence(SyncChannel channel, ReadOnlyMemory<byte> payload) =>
        (channel.State as Room)?.TryPost(new RoomMessage.Presence(channel, payload));

    public void Closed(SyncChannel channel)
    {
        if (channel.State is Room room) _ = LeaveAsync(room, channel);
    }

    public void Failed(SyncServerConnection connection, Exception error) => ServerLog.ConnectionFailed(logger, Caller?.UserId, error);

    private async Task LeaveAsync(Room room, SyncChannel channel)
    {
        await room.PostAsync(new RoomMessage.Leave(channel));
        rooms.Leave(room);
    }
}
