using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>Writes of one kind.</summary>
internal static class StoreCalls
{
    public static ValueTask<IReadOnlyList<long>> AppendLocalAsync(this IChangeStore store, Guid page, params LocalChange[] changes) =>
        store.WriteAsync(page, new StoreWrite { Local = changes }, CancellationToken.None);

    public static async ValueTask<long> AppendRemoteAsync(this IChangeStore store, Guid page, byte update) =>
        (await store.WriteAsync(page, new StoreWrite { Updates = [new[] { update }] }, CancellationToken.None))[0];

    public static async ValueTask SettleAsync(this IChangeStore store, Guid page, params long[] ids) =>
        await store.WriteAsync(page, new StoreWrite { Settled = ids }, CancellationToken.None);

    public static async ValueTask ReplaceAsync(this IChangeStore store, Guid page, IReadOnlyList<long> ids, byte replacement) =>
        await store.WriteAsync(page, new StoreWrite { Replaced = ids, Updates = [new[] { replacement }] }, CancellationToken.None);
}
