using System.Collections.Concurrent;
using Notion.Crdt;
using Notion.Server.Accounts;
using Notion.Server.Logging;
using Notion.Server.Pages;
using Notion.Server.Permissions;
using Notion.Server.Rooms;
using Notion.Server.Sharing;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Sync;

/// <summary>One connection's way into the server: its token, the pages that it may open, their rooms.</summary>
internal sealed partial class PageHost(
    Credentials credentials, LinkService links, ConnectionRegistry connections, PageDigests digests, PageGuard guard, PageCreation creation, RoomDirectory rooms, TimeProvider time, ILogger logger) : ISyncHost
{
    private const string VisitorId = "visitor";
    private const string VisitorName = "Visitor";
    private const string NoSuchPage = "There is no such page in your workspaces. Check the id, or create the page first: by *create in* of the open frame, or with POST /api/workspaces/{id}/pages.";

    private readonly ConcurrentDictionary<SyncChannel, OpenPage> _open = new(concurrencyLevel: 1, capacity: 1);      // small: most connections have one page open
    private Asker? _visitor;

    /// <summary>The connection; set before it runs.</summary>
    public SyncServerConnection? Connection { get; set; }

    /// <summary>Who is signed in; null before the handshake, and for visitors.</summary>
    public Caller? Caller { get; private set; }

    /// <summary>Who asks; null before the handshake.</summary>
    public Asker? Asker => _visitor ?? Caller?.SyncAsker;

    public async ValueTask<SyncIdentity?> AuthenticateAsync(string token, HelloFrame hello, CancellationToken cancellationToken)
    {
        if (LinkService.IsVisit(token)) return await AuthenticateVisitorAsync(token, cancellationToken);
        while (true)
        {
            // Once the caller is set, word of an ended session finds this connection. Word that came between the look and the setting did not: look again.
            long endings = connections.Endings;
            Caller? caller = await credentials.FindAsync(token, cancellationToken);
            Caller = caller;
            if (caller is null) return null;
            if (!connections.TryCount(this, caller.UserId))
            {
                Connection!.Close(SyncErrorCode.TooManyConnections);
                return null;
            }
            if (endings == connections.Endings)
                return new SyncIdentity(caller.UserId.ToString(), caller.UserName) { ExpiresIn = caller.ExpiresAt - time.GetUtcNow() };
        }
    }

    /// <summary>A fresh token takes the old one's place, for the same user only; what it may do must be no other, since pages are open. Visitors open their link again instead.</summary>
    public async ValueTask<SyncIdentity?> RefreshAsync(string token, HelloFrame hello, SyncIdentity current, CancellationToken cancellationToken)
    {
        if (Caller is not { } before || LinkService.IsVisit(token)) return null;
        SyncIdentity? identity = await AuthenticateAsync(token, hello, cancellationToken);
        return identity is not null && Caller.HasSameReach(before) ? identity : null;
    }

    private async ValueTask<SyncIdentity?> AuthenticateVisitorAsync(string token, CancellationToken cancellation)
    {
        if (await links.FindVisitAsync(token, cancellation) is not { } visit) return null;
        _visitor = Asker.Visitor(visit.LinkId, visit.TokenHash);
        return new SyncIdentity(VisitorId, VisitorName) { ExpiresIn = visit.ExpiresAt - time.GetUtcNow() };
    }

    public bool ListsPages => true;

    public async ValueTask<IReadOnlyList<PageDigest>> ListPagesAsync(SyncIdentity identity, Guid scope, CancellationToken cancellationToken) =>
        await digests.ListAsync(Asker!, scope, cancellationToken);

    public async ValueTask OpenAsync(SyncChannel channel, VersionVector version, CancellationToken cancellationToken)
    {
        var page = new OpenPage();
        channel.State = page;
        _open.TryAdd(channel, page);
        int asked = AccessEpoch;
        if (await FindAsync(channel, cancellationToken) is not { } visible)
        {
            channel.Close(SyncErrorCode.UnknownPage, NoSuchPage);
            return;
        }
        page.WorkspaceId = visible.Page.WorkspaceId;
        page.Access = visible.Level;
        Room room = rooms.Enter(channel.Page);
        page.Room = room;
        if (!await room.PostAsync(new RoomMessage.Join(channel, version, visible.Level), cancellationToken)) channel.Close(SyncErrorCode.PageEvicted);

        // What changed while the answer was under way was perhaps not in it.
        if (asked != AccessEpoch) AccessMayHaveChanged();
    }

    public async ValueTask SubmitAsync(SyncChannel channel, long batch, ReadOnlyMemory<byte> update, CancellationToken cancellationToken)
    {
        if (Asker!.UserId is not { } author) channel.Reject(batch, SyncErrorCode.ReadOnly, retryable: false);
        else if (RoomOf(channel) is { } room && !await room.PostAsync(new RoomMessage.Submit(channel, author, batch, update), cancellationToken)) channel.Close(SyncErrorCode.PageEvicted);
    }

    public void Presence(SyncChannel channel, ReadOnlyMemory<byte> payload) => RoomOf(channel)?.TryPost(new RoomMessage.Presence(channel, payload));

    public void Closed(SyncChannel channel)
    {
        _open.TryRemove(channel, out _);
        if (RoomOf(channel) is { } room) _ = LeaveAsync(room, channel);
    }

    public void Failed(SyncServerConnection connection, Exception error) => ServerLog.ConnectionFailed(logger, Caller?.UserId, error);

    private static Room? RoomOf(SyncChannel channel) => (channel.State as OpenPage)?.Room;

    private async Task<VisiblePage?> FindAsync(SyncChannel channel, CancellationToken cancellation)
    {
        if (await guard.FindAsync(channel.Page, Asker!, cancellation) is { } visible) return visible;
        return channel.CreateIn is { } place ? await creation.CreateAsync(channel.Page, place, Asker!, cancellation) : null;
    }

    private async Task LeaveAsync(Room room, SyncChannel channel)
    {
        await room.PostAsync(new RoomMessage.Leave(channel));
        rooms.Leave(room);
    }
}
