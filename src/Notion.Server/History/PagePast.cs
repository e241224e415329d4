using System.Buffers.Text;
using Notion.Crdt;
using Notion.Server.Rooms;
using Notion.Server.Store;

namespace Notion.Server.History;

/// <summary>Reads the past of pages from what the store has of them, beside their rooms. A long history takes long, so only a few are read at a time.</summary>
internal sealed class PagePast(IPageLog log, RoomServices services) : IDisposable
{
    private const int AtOnce = 2;
    private const int MaxName = 64 << 10;

    private readonly SemaphoreSlim _free = new(AtOnce, AtOnce);

    public static string Name(VersionVector version) => Base64Url.EncodeToString(version.Encode());

    /// <summary>The version of a name; null where it is none.</summary>
    public static VersionVector? Version(string? name)
    {
        if (name is not { Length: > 0 and <= MaxName } || !Base64Url.IsValid(name)) return null;
        return VersionVector.TryDecode(Base64Url.DecodeFromChars(name), out VersionVector version) ? version : null;
    }

    /// <exception cref="CrdtException">What is asked of the document is refused.</exception>
    public async Task<T> ReadAsync<T>(Guid pageId, Func<Document, T> read, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            PageHistory history = await log.ReadAsync(pageId, cancellation);
            return await Task.Run(() => read(new LoadedPage(new SnapshotAndTail(history), ReplicaId.Create(), services.DocumentOptions).Document), cancellation);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
