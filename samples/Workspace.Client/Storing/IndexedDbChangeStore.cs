using System.Text.RegularExpressions;
using Microsoft.JSInterop;
using Notion.Sync.Protocol;

namespace Notion.Workspace.Client.Storing;

/// <summary>Keeps pages in the browser's IndexedDB, by <c>change-store.js</c>: what was stored survives a reload, a closed tab and a killed browser. Any number of tabs may use one database.</summary>
internal sealed partial class IndexedDbChangeStore : IChangeStore
{
    private readonly IJSObjectReference _store;

    private IndexedDbChangeStore(IJSObjectReference store) => _store = store;

    /// <summary>Opens a database, and makes it where there is none.</summary>
    /// <param name="browser">The browser.</param>
    /// <param name="name">The database's name.</param>
    /// <exception cref="ChangeStoreException">The browser keeps nothing here, or a later version wrote the database.</exception>
    public static async Task<IndexedDbChangeStore> OpenAsync(IJSRuntime browser, string name)
    {
        await using var module = await browser.InvokeAsync<IJSObjectReference>("import", "./change-store.js");
        return new IndexedDbChangeStore(await ExplainedAsync(module.InvokeAsync<IJSObjectReference>("open", name)));
    }

    /// <inheritdoc/>
    public async ValueTask<StoredPage> LoadAsync(Guid page, CancellationToken cancellationToken)
    {
        Columns read = await ExplainedAsync(_store.InvokeAsync<Columns>("load", cancellationToken, page));
        return new StoredPage(
            [.. read.Updates.Select((update, i) => new StoredUpdate(read.UpdateIds[i], update))],
            [.. read.Changes.Select((change, i) => new PendingChange(read.PendingIds[i], new LocalChange(new ReplicaId(read.Replicas[i]), read.Ends[i], change))
            { RefusedWith = read.RefusedWith[i] == 0 ? null : (SyncErrorCode)read.RefusedWith[i] })])
        { CreateIn = read.CreateIn };
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<long>> WriteAsync(Guid page, StoreWrite write, CancellationToken cancellationToken)
    {
        var columns = new Columns
        {
            Writer = write.Writer.Value,
            Number = write.Number,
            Refused = [.. write.Refused.Select(refused => refused.Id)],
            RefusedWith = [.. write.Refused.Select(refused => (int)refused.Code)],
            Settled = [.. write.Settled],
            Replaced = [.. write.Replaced],
            Updates = [.. write.Updates.Select(update => update.ToArray())],
            Replicas = [.. write.Local.Select(change => change.Replica.Value)],
            Ends = [.. write.Local.Select(change => change.End)],
            Changes = [.. write.Local.Select(change => change.Update.ToArray())],
            CreateIn = write.CreateIn is { } createIn && createIn != Guid.Empty ? createIn : null,
            IsCreated = write.CreateIn == Guid.Empty,
        };
        return await ExplainedAsync(_store.InvokeAsync<long[]>("write", cancellationToken, page, columns));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Guid>> FindUnsentAsync(CancellationToken cancellationToken) => await ExplainedAsync(_store.InvokeAsync<Guid[]>("unsent", cancellationToken));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _store.InvokeVoidAsync("close");
        await _store.DisposeAsync();
    }

    private static async ValueTask<T> ExplainedAsync<T>(ValueTask<T> call)
    {
        try
        {
            return await call;
        }
        catch (JSException error)
        {
            Match match = CodeAndMessage().Match(error.Message);
            ChangeStoreErrorCode code = match.Success && Enum.TryParse(match.Groups[1].Value, out ChangeStoreErrorCode named) ? named : ChangeStoreErrorCode.Unavailable;
            throw new ChangeStoreException(code, match.Success ? match.Groups[2].Value : error.Message, error);
        }
    }

    [GeneratedRegex(@"^\[(\w+)\] (.*)")]
    private static partial Regex CodeAndMessage();

    /// <summary>What goes to the module and comes from it: columns, since those need no names for each row.</summary>
    private sealed class Columns
    {
        public long Writer { get; set; }

        public long Number { get; set; }

        public long[] UpdateIds { get; set; } = [];

        public byte[][] Updates { get; set; } = [];

        public long[] PendingIds { get; set; } = [];

        public long[] Replicas { get; set; } = [];

        public int[] Ends { get; set; } = [];

        public byte[][] Changes { get; set; } = [];

        public long[] Refused { get; set; } = [];

        public int[] RefusedWith { get; set; } = [];

        public long[] Settled { get; set; } = [];

        public long[] Replaced { get; set; } = [];

        public Guid? CreateIn { get; set; }

        public bool IsCreated { get; set; }
    }
}
