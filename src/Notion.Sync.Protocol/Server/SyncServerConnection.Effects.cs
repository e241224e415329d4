using System.Diagnostics.CodeAnalysis;
using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <content>What the host has to do: effects in order; opening a page does not hold up the others.</content>
public sealed partial class SyncServerConnection : IThreadPoolWorkItem
{
    private const int MaxWaitingEffects = 64;

    private Queue<(ServerEffect Effect, bool Counted)>? _effects;
    private int _counted;
    private bool _isCarryingOut;
    private TaskCompletionSource? _hostRoom;
    private TaskCompletionSource? _carriedOut;
    private Dictionary<int, OpenChannel>? _channels;
    private HashSet<Task>? _background;
    private int _opening;
    private Queue<TaskCompletionSource>? _waitingToOpen;

    void IThreadPoolWorkItem.Execute() => _ = CarryOutAsync();

    private void Enqueue(ServerEffect effect, bool counted)
    {
        _effects ??= new Queue<(ServerEffect, bool)>();
        _effects.Enqueue((effect, counted));
        if (counted) _counted++;
    }

    /// <summary>Carries effects out on this thread, as far as the host does not wait, unless somebody does already.</summary>
    private void CarryOut()
    {
        lock (_gate)
        {
            if (_isCarryingOut || _effects is not { Count: > 0 }) return;
            _isCarryingOut = true;
        }
        _ = CarryOutAsync();
    }

    /// <summary>The same on another thread: whoever answered holds the lock.</summary>
    private void CarryOutElsewhere()
    {
        if (_isCarryingOut || _effects is not { Count: > 0 }) return;
        _isCarryingOut = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool TryTakeEffect(out ServerEffect effect, out bool counted)
    {
        lock (_gate)
        {
            if (_effects is { } effects && effects.TryDequeue(out (ServerEffect Effect, bool Counted) next))
            {
                (effect, counted) = next;
                return true;
            }
            _isCarryingOut = false;
            _carriedOut?.TrySetResult();
            (effect, counted) = (null!, false);
            return false;
        }
    }

    /// <summary>An effect of a frame is done with.</summary>
    private void Release()
    {
        lock (_gate)
            if (--_counted <= MaxWaitingEffects) ReleaseReceiving();
    }

    private void ReleaseReceiving()
    {
        _hostRoom?.TrySetResult();
        _hostRoom = null;
    }

    /// <summary>What the receive loop waits for while too much waits for the host; null where it need not.</summary>
    private Task? WaitsForHost()
    {
        lock (_gate)
        {
            if (_counted <= MaxWaitingEffects || _session.Phase == SessionPhase.Closed) return null;
            _hostRoom ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _hostRoom.Task;
        }
    }

    /// <summary>Waits, after the session is closed, until the host has heard of all of it.</summary>
    private async Task CarriedOutAsync()
    {
        lock (_gate)
        {
            _carriedOut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_isCarryingOut) _carriedOut.SetResult();
        }
        await _carriedOut.Task.ConfigureAwait(false);
        await Task.WhenAll(Background()).ConfigureAwait(false);
    }

    private async Task CarryOutAsync()
    {
        while (TryTakeEffect(out ServerEffect effect, out bool counted))
        {
            switch (effect)
            {
                case ServerEffect.Authenticate authenticate:
                    await AuthenticateAsync(authenticate.Hello).ConfigureAwait(false);
                    break;
                case ServerEffect.OpenPage open:
                    var opened = new OpenChannel(new SyncChannel(this, open.Channel, open.Page) { CreateIn = open.CreateIn });
                    (_channels ??= []).Add(open.Channel, opened);
                    opened.Opening = OpenAsync(opened, open.Version, counted);
                    Track(opened.Opening);
                    continue;
                case ServerEffect.SubmitChanges submit when TryFind(submit.Channel, out OpenChannel? page):
                    await SubmitAsync(page, submit).ConfigureAwait(false);
                    break;
                case ServerEffect.UpdatePresence presence when TryFind(presence.Channel, out OpenChannel? page):
                    Guard(() => _host.Presence(page.Channel, presence.Payload));
                    break;
                case ServerEffect.RefreshToken refresh:
                    Track(RefreshAsync(refresh.Token, counted));
                    continue;
                case ServerEffect.ListPages list:
                    Track(ListAsync(list, counted));
                    continue;
                case ServerEffect.PageClosed closed when TryFind(closed.Channel, out OpenChannel? page):
                    _channels!.Remove(closed.Channel);
                    page.IsClosed = true;
                    Track(ClosedAsync(page));
                    break;
            }
            if (counted) Release();
        }
    }

    private bool TryFind(int number, [NotNullWhen(true)] out OpenChannel? page)
    {
        page = null;
        return _channels is { } channels && channels.TryGetValue(number, out page);
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
            if (counted) Release();
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
        if (WaitsToOpen() is { } turn) await turn.ConfigureAwait(false);
        try
        {
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
            NextToOpen();
            if (counted) Release();
            // The connection may be idle for long now, and need not keep what opening took.
            page.Opening = Task.CompletedTask;
        }
    }

    /// <summary>What a page waits for that may not be opened yet, so that few are opened at once; null where it may.</summary>
    private Task? WaitsToOpen()
    {
        lock (_gate)
        {
            if (_opening < _options.MaxConcurrentOpens)
            {
                _opening++;
                return null;
            }
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_waitingToOpen ??= new Queue<TaskCompletionSource>()).Enqueue(turn);
            return turn.Task;
        }
    }

    private void NextToOpen()
    {
        lock (_gate)
        {
            if (_waitingToOpen is { } waiting && waiting.TryDequeue(out TaskCompletionSource? next)) next.SetResult();
            else _opening--;
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
        lock (_gate) (_background ??= []).Add(task);
        task.GetAwaiter().OnCompleted(() =>
        {
            lock (_gate)
                if (_background!.Remove(task) && _background.Count == 0) _background = null;
        });
    }

    private Task[] Background()
    {
        lock (_gate) return [.. _background ?? []];
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
