using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Notion.Sync.Protocol;

/// <summary>
/// Writes one page's changes to the <see cref="IChangeStore"/>, in the order in which they were applied to the document, and says when a local
/// change is stored, so that it may be sent.
/// </summary>
/// <remarks>
/// Order matters: a local change may depend on a remote one, and must not be stored without it. Local changes that wait together are
/// stored in one transaction. A store that fails is tried again with growing waits for as long as the page is open: the change is still in
/// memory, is shown as unsent, and the failure is reported.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "CompleteAsync ends what it holds; without a timer there is nothing to release.")]
internal sealed class PageJournal
{
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly IChangeStore _store;
    private readonly Guid _page;
    private readonly SyncClientOptions _options;
    private readonly List<long> _rows;
    private readonly Action _stored;
    private readonly Action<Exception?> _failed;
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Task _running;
    private int _replacing;

    /// <summary>Starts the journal.</summary>
    /// <param name="store">The store.</param>
    /// <param name="page">The page.</param>
    /// <param name="options">Clock and back-off.</param>
    /// <param name="rows">The ids of the updates that the page was loaded from.</param>
    /// <param name="stored">Called after local changes were stored.</param>
    /// <param name="failed">Called with what the store threw, and with null when it works again.</param>
    public PageJournal(IChangeStore store, Guid page, SyncClientOptions options, IEnumerable<long> rows, Action stored, Action<Exception?> failed)
    {
        _store = store;
        _page = page;
        _options = options;
        _rows = [.. rows];
        _stored = stored;
        _failed = failed;
        RowCount = _rows.Count;
        _running = RunAsync();
    }

    /// <summary>How many updates the store has for the page, as far as this client put or found them there.</summary>
    public int RowCount { get; private set; }

    /// <summary>Whether a <see cref="Replace"/> waits to be written.</summary>
    public bool IsReplacing => Volatile.Read(ref _replacing) > 0;

    public void AppendLocal(PendingEdit edit) => _entries.Writer.TryWrite(new Entry.Local(edit));

    /// <summary>Done when the update is stored.</summary>
    public Task AppendRemote(ReadOnlyMemory<byte> update)
    {
        var entry = new Entry.Remote(update);
        return _entries.Writer.TryWrite(entry) ? entry.Done.Task : Task.CompletedTask;
    }

    public void RemovePending(IReadOnlyList<PendingEdit> edits) => _entries.Writer.TryWrite(new Entry.Settled(edits));

    /// <summary>Puts one update in the place of all that are stored when its turn comes.</summary>
    public void Replace(ReadOnlyMemory<byte> replacement)
    {
        Interlocked.Increment(ref _replacing);
        _entries.Writer.TryWrite(new Entry.Replacement(replacement));
    }

    /// <summary>Writes what waits, then ends. With <paramref name="abandon"/> a store that fails is not waited for.</summary>
    public async Task CompleteAsync(CancellationToken abandon)
    {
        _entries.Writer.TryComplete();
        await using (abandon.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _abandoned))
            await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var locals = new List<PendingEdit>();
        while (await _entries.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_entries.Reader.TryRead(out Entry? entry))
            {
                if (entry is Entry.Local local)
                {
                    locals.Add(local.Edit);
                    if (_entries.Reader.TryPeek(out Entry? next) && next is Entry.Local) continue;
                }
                try
                {
                    await WriteAsync(entry, locals).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (_abandoned.IsCancellationRequested)
                {
                    (entry as Entry.Remote)?.Done.TrySetCanceled();
                }
                locals.Clear();
            }
        }
    }

    private async Task WriteAsync(Entry entry, List<PendingEdit> locals)
    {
        for (int failures = 0; ; failures++)
        {
            try
            {
                _abandoned.Token.ThrowIfCancellationRequested();
                await WriteOnceAsync(entry, locals).ConfigureAwait(false);
                if (failures > 0) _failed(null);
                return;
            }
            catch (Exception error) when (error is not OperationCanceledException || !_abandoned.IsCancellationRequested)
            {
                _failed(error);
                TimeSpan delay;
                lock (_options.Random) delay = _options.BackOff.Delay(failures + 1, _options.Random);
                await Task.Delay(delay, _options.TimeProvider, _abandoned.Token).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask WriteOnceAsync(Entry entry, List<PendingEdit> locals)
    {
        switch (entry)
        {
            case Entry.Local:
                IReadOnlyList<long> ids = await _store.AppendLocalAsync(_page, locals.ConvertAll(edit => edit.Change), _abandoned.Token).ConfigureAwait(false);
                for (int i = 0; i < locals.Count; i++) locals[i].StoreId = ids[i];
                _rows.AddRange(ids);
                _stored();
                break;
            case Entry.Remote remote:
                _rows.Add(await _store.AppendRemoteAsync(_page, remote.Update, _abandoned.Token).ConfigureAwait(false));
                remote.Done.TrySetResult();
                break;
            case Entry.Settled settled:
                long[] stored = [.. settled.Edits.Select(edit => edit.StoreId).Where(id => id != 0)];
                if (stored.Length > 0) await _store.RemovePendingAsync(_page, stored, _abandoned.Token).ConfigureAwait(false);
                break;
            case Entry.Replacement replacement:
                long row = await _store.ReplaceAsync(_page, _rows, replacement.Update, _abandoned.Token).ConfigureAwait(false);
                _rows.Clear();
                _rows.Add(row);
                Interlocked.Decrement(ref _replacing);
                break;
        }
        RowCount = _rows.Count;
    }

    private abstract record Entry
    {
        public sealed record Local(PendingEdit Edit) : Entry;

        public sealed record Remote(ReadOnlyMemory<byte> Update) : Entry
        {
            public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        public sealed record Settled(IReadOnlyList<PendingEdit> Edits) : Entry;

        public sealed record Replacement(ReadOnlyMemory<byte> Update) : Entry;
    }
}
