using Notion.Server.Logging;
using Notion.Server.Permissions;
using Notion.Server.Rooms;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Sync;

/// <content>
/// What is open stays open only as long as its user may see it. Each change of permissions that may concern the connection raises the epoch; one loop at a time asks
/// again for all open pages until it has asked after the last change.
/// </content>
internal sealed partial class PageHost
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private int _epoch;
    private int _isChecking;

    private int AccessEpoch => Volatile.Read(ref _epoch);

    /// <summary>Whether the connection has pages of the workspace open, or is opening pages of which that is not known yet.</summary>
    public bool Touches(Guid workspaceId)
    {
        foreach ((_, OpenPage page) in _open)
            if (page.WorkspaceId is not { } of || of == workspaceId) return true;
        return false;
    }

    /// <summary>Asks anew for every open page, soon and on another thread.</summary>
    public void AccessMayHaveChanged()
    {
        Interlocked.Increment(ref _epoch);
        if (Interlocked.Exchange(ref _isChecking, 1) == 0) _ = Task.Run(CheckAsync);
    }

    private async Task CheckAsync()
    {
        int seen;
        do
        {
            seen = AccessEpoch;
            while (!await TryCheckAsync()) await Task.Delay(RetryDelay, time);
            Interlocked.Exchange(ref _isChecking, 0);
        }
        while (seen != AccessEpoch && Interlocked.Exchange(ref _isChecking, 1) == 0);
    }

    /// <returns>False when the store did not answer: then the last answer stands until it does. Nothing can be committed meanwhile either.</returns>
    private async Task<bool> TryCheckAsync()
    {
        try
        {
            // A page that is just being opened, perhaps made, asks again by itself.
            SyncChannel[] channels = [.. _open.Where(open => open.Value.WorkspaceId is not null).Select(open => open.Key)];
            if (channels.Length == 0) return true;
            IReadOnlyDictionary<Guid, VisiblePage> visible = await guard.SeeAsync([.. channels.Select(channel => channel.Page)], Asker!).ConfigureAwait(false);
            foreach (SyncChannel channel in channels)
            {
                PageAccess access = visible.GetValueOrDefault(channel.Page)?.Level ?? PageAccess.None;
                if (_open.TryGetValue(channel, out OpenPage? page)) page.Access = access;
                channel.ChangeAccess(access);
            }
            return true;
        }
        catch (StoreException exception)
        {
            ServerLog.AccessCheckFailed(logger, Caller?.UserId, exception.Code, exception);
            return _open.IsEmpty || exception.Code == StoreErrorCode.Closed;
        }
        catch (ObjectDisposedException)
        {
            return true;     // the server has stopped
        }
        catch (Exception exception)
        {
            // A defect must not leave anybody with what they may no longer have: the pages close, and whoever opens them again is judged anew.
            ServerLog.ConnectionFailed(logger, Caller?.UserId, exception);
            foreach (SyncChannel channel in _open.Keys) channel.Close(SyncErrorCode.PageEvicted);
            return true;
        }
    }
}
