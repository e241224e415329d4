using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <content>The host's loop: effects in order; opening a page does not hold up the others.</content>
public sealed partial class SyncServerConnection
{
    private readonly Dictionary<int, OpenChannel> _channels = [];
    private readonly HashSet<Task> _background = [];
    private readonly SemaphoreSlim _openRoom;

    private async Task RunEffectsAsync()
    {
        await foreach ((ServerEffect effect, bool counted) in _effects.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            switch (effect)
            {
                case ServerEffect.Authenticate authenticate:
                    await AuthenticateAsync(authenticate.Hello).ConfigureAwait(false);
                    break;
                case ServerEffect.OpenPage open:
                    var opened = new OpenChannel(new SyncChannel(this, open.Channel, open.Page) { CreateIn = open.CreateIn });
                    _channels.Add(open.Channel, opened);
                    opened.Opening = OpenAsync(opened, open.Version, counted);
                    Track(opened.Opening);
                    continue;
                case ServerEffect.SubmitChanges submit when _channels.TryGetValue(submit.Channel, out OpenChannel? page):
                    await SubmitAsync(page, submit).ConfigureAwait(false);
                    break;
                case ServerEffect.UpdatePresence presence when _channels.TryGetValue(presence.Channel, out OpenChannel? page):
                    Guard(() => _host.Presence(page.Channel, presence.Payload));
                    break;
                case ServerEffect.RefreshToken refresh:
                    Track(RefreshAsync(refresh.Token, counted));
                    continue;
                case ServerEffect.ListPages list:
                    Track(ListAsync(list, counted));
                    continue;
                case ServerEffect.PageClosed closed when _channels.Remove(closed.Channel, out OpenChannel? page):
                    page.IsClosed = true;
                    Track(ClosedAsync(page));
                    break;
            }
            if (counted) _effectRoom.Release();
        }
    }

    private Task AuthenticateAsync(HelloFrame hello) => GuardAsync(async () =>
    {
        SyncIdentity? identity = await _host.AuthenticateAsync(hello.Token, hello, _ended.Token).ConfigureAwait(false);
        if (identity is null) Close(SyncErrorCode.AuthenticationFailed);
        else Answer((identity, Now), static (session, a) => session.Authenticated(a.identity, a.Now));
        Rearm();
    });

    private Task RefreshAsync(string token, bool counted) => BesideAsync(counted, async () =>
    {
        SyncIdentity? identity = await _host.RefreshAsync(token, _session.ClientHello!, _session.Identity!, _ended.Token).ConfigureAwait(false);
        Answer((identity, Now), static (session, a) => session.TokenRefreshed(a.identity, a.Now));
        Rearm();
    });

    private Task ListAsync(ServerEffect.ListPages list, bool counted) => BesideAsync(counted, async () =>
    {
        IReadOnlyList<PageDigest> pages = await _host.ListPagesAsync(_session.Identity!, list.Scope, _ended.Token).ConfigureAwait(false);
        Answer((list.Request, pages), static (session, a) => session.PagesListed(a.Request, a.pages));
    });

    /// <summary>Does something beside the effects that come after it, and gives its place among them back.</summary>
    private async Task BesideAsync(bool counted, Func<Task> work)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await GuardAsync(work).ConfigureAwait(false);
        }
        finally
        {
            if (counted) _effectRoom.Release();
        }
    }

    /// <summary>Has the host do something that the connection cannot go on without.</summary>
    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception error) when (!IsEnd(error))
        {
            _host.Failed(this, error);
            Close(SyncErrorCode.InternalError);
        }
        catch (OperationCanceledException)
        {
            // The connection ended first.
        }
    }

    private async Task OpenAsync(OpenChannel page, VersionVector version, bool counted)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        bool admitted = false;
        try
        {
            await _openRoom.WaitAsync(_ended.Token).ConfigureAwait(false);
            admitted = true;
            await _outgoing.WaitForRoomAsync().ConfigureAwait(false);
            if (page.IsClosed) return;
            page.IsHosted = true;
            await _host.OpenAsync(page.Channel, version, _ended.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (!IsEnd(error))
        {
            _host.Failed(this, error);
            page.Channel.Close(SyncErrorCode.PageUnavailable);
        }
        catch (OperationCanceledException)
        {
            // The connection ended first.
        }
        finally
        {
            if (admitted) _openRoom.Release();
            if (counted) _effectRoom.Release();
        }
    }

    private async Task SubmitAsync(OpenChannel page, ServerEffect.SubmitChanges submit)
    {
        try
        {
            await page.Opening.ConfigureAwait(false);
            await _host.SubmitAsync(page.Channel, submit.Batch, submit.Update, _ended.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (!IsEnd(error))
        {
            _host.Failed(this, error);
            Close(SyncErrorCode.InternalError);
        }
        catch (OperationCanceledException)
        {
            // The connection ended first; the client sends the batch again.
        }
    }

    private async Task ClosedAsync(OpenChannel page)
    {
        await page.Opening.ConfigureAwait(false);
        if (page.IsHosted) Guard(() => _host.Closed(page.Channel));
    }

    private void Guard(Action call)
    {
        try
        {
            call();
        }
        catch (Exception error) when (!IsEnd(error))
        {
            _host.Failed(this, error);
        }
    }

    private bool IsEnd(Exception error) => error is OperationCanceledException && _ended.IsCancellationRequested;

    private void Track(Task task)
    {
        if (task.IsCompleted) return;
        lock (_background) _background.Add(task);
        task.GetAwaiter().OnCompleted(() =>
        {
            lock (_background) _background.Remove(task);
        });
    }

    private Task[] Background()
    {
        lock (_background) return [.. _background];
    }

    /// <summary>A page on this connection, as the host knows it.</summary>
    private sealed class OpenChannel(SyncChannel channel)
    {
        public SyncChannel Channel { get; } = channel;

        public Task Opening { get; set; } = Task.CompletedTask;

        /// <summary>Whether the host has been asked to open it, and so wants to hear of the end.</summary>
        public bool IsHosted { get; set; }

        public volatile bool IsClosed;
    }
}
