namespace Notion.Sync.Protocol;

/// <content>Sending what earlier runs left in the store, without anybody opening those pages.</content>
public sealed partial class SyncClient
{
    /// <summary>How many pages are open at once for this alone: well below what servers allow on a connection, and enough to fill it.</summary>
    private const int MostUnsentAtOnce = 32;

    /// <summary>
    /// Sends what is in the store and not at the server: opens the pages that have unsent edits, some at a time, and closes each again once all of it is durable. Pages that the application
    /// opens meanwhile, or had open, stay open. Call it after <see cref="Start"/>; waits for the connection for as long as it takes.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting. What is not sent by then stays in the store.</param>
    /// <returns>The pages that the server does not open for this user, each with the reason. Their edits stay in the store.</returns>
    /// <exception cref="ChangeStoreException">The store cannot be read, or a page in it is damaged.</exception>
    public async Task<IReadOnlyDictionary<Guid, SyncException>> SendUnsentAsync(CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        var pages = new Queue<Guid>(await _store.FindUnsentAsync(stop.Token).ConfigureAwait(false));
        var refused = new Dictionary<Guid, SyncException>();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Min(pages.Count, MostUnsentAtOnce)).Select(_ => SendSomeAsync())).ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
        return refused;

        async Task SendSomeAsync()
        {
            while (TryTake(out Guid page))
                if (await SendAsync(page, stop.Token).ConfigureAwait(false) is { } refusal) lock (pages) refused[page] = refusal;
        }

        bool TryTake(out Guid page)
        {
            lock (pages) return pages.TryDequeue(out page);
        }
    }

    private async Task<SyncException?> SendAsync(Guid id, CancellationToken cancellationToken)
    {
        Task<SyncedDocument> loading;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            loading = LoadOnce(id, createIn: null);
        }
        SyncedDocument page = await loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await page.WhenDurableAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (SyncException refusal)
        {
            return refusal;
        }
        finally
        {
            bool isOurs;
            lock (_gate) isOurs = !_disposed && !_wanted.Contains(id) && _open.Remove(page) && _pages.Remove(id);
            if (isOurs) await page.EndAsync().ConfigureAwait(false);
        }
    }
}
