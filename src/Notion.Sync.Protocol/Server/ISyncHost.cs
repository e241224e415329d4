using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>What a server has to bring so that <see cref="SyncServerConnection"/> can do the rest: tokens, pages, a store.</summary>
/// <remarks>
/// One host serves all connections, so its methods are called at the same time from many threads; for one <see cref="SyncChannel"/> they are called one after
/// the other, in the order of the client's frames. They answer through the channel's methods, from any thread, at once or later.
/// An exception ends only what was asked: the page's channel, or for <see cref="SubmitAsync"/> the connection; the client then resumes.
/// </remarks>
public interface ISyncHost
{
    /// <summary>Checks a token.</summary>
    /// <param name="token">What the client sent; never empty.</param>
    /// <param name="hello">The rest of the client's hello.</param>
    /// <param name="cancellationToken">Cancelled when the connection ends.</param>
    /// <returns>Whom the token stands for; null when it is not valid.</returns>
    ValueTask<SyncIdentity?> AuthenticateAsync(string token, HelloFrame hello, CancellationToken cancellationToken);

    /// <summary>Checks a fresh token of a client that is signed in. By default as the first one.</summary>
    /// <param name="token">What the client sent; never empty.</param>
    /// <param name="hello">The client's hello.</param>
    /// <param name="current">Whom the connection stands for. Another identity ends it.</param>
    /// <param name="cancellationToken">Cancelled when the connection ends.</param>
    /// <returns>Whom the token stands for; null when it is not valid.</returns>
    ValueTask<SyncIdentity?> RefreshAsync(string token, HelloFrame hello, SyncIdentity current, CancellationToken cancellationToken) =>
        AuthenticateAsync(token, hello, cancellationToken);

    /// <summary>Whether clients may compare digests; <see cref="ListPagesAsync"/> answers then. By default not.</summary>
    bool ListsPages => false;

    /// <summary>Lists pages with the hashes of their committed versions, so that a client learns what has changed without opening all.</summary>
    /// <param name="identity">Who asks.</param>
    /// <param name="scope">Which pages are meant, such as a workspace; <see cref="Guid.Empty"/> for all.</param>
    /// <param name="cancellationToken">Cancelled when the connection ends.</param>
    /// <returns>Exactly those pages of the scope that the user may open, each once; none for a scope that is not theirs to know of.</returns>
    ValueTask<IReadOnlyList<PageDigest>> ListPagesAsync(SyncIdentity identity, Guid scope, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This host does not list pages.");

    /// <summary>
    /// Opens a page for a client: call <see cref="SyncChannel.Opened"/> with what the client lacks, or <see cref="SyncChannel.Close"/>.
    /// </summary>
    /// <remarks>
    /// Call <c>Opened</c> and add the channel to the page's subscribers in one step of the room, so that no change falls between what <c>Opened</c> contains and
    /// the first <see cref="SyncChannel.Push"/>. Several pages of a connection may be opened at the same time. Where there is no such page and <see cref="SyncChannel.CreateIn"/> names a place in which
    /// the user may create one, create it there, empty.
    /// </remarks>
    /// <param name="channel">Stands for the page on this connection from now on.</param>
    /// <param name="version">What the client has.</param>
    /// <param name="cancellationToken">Cancelled when the connection ends.</param>
    ValueTask OpenAsync(SyncChannel channel, VersionVector version, CancellationToken cancellationToken);

    /// <summary>
    /// Takes changes from a client that may write: <see cref="SyncChannel.AckReceived"/> once they are accepted in memory,
    /// <see cref="SyncChannel.AckDurable"/> once they are committed, or <see cref="SyncChannel.Reject"/>.
    /// </summary>
    /// <remarks>
    /// The connection hands over no further frame until the task is done: make it wait to slow the writer down. Batches may come again after a reconnect; changes are idempotent by id.
    /// A batch may hold several changes that depend on each other, and changes of other authors: after a crash of the server, whoever has a change brings it back.
    /// </remarks>
    /// <param name="channel">The page.</param>
    /// <param name="batch">Names the batch in the answers.</param>
    /// <param name="update">The update, unchecked. The memory stays valid and is shared: keep it, forward it, do not change it.</param>
    /// <param name="cancellationToken">Cancelled when the connection ends.</param>
    ValueTask SubmitAsync(SyncChannel channel, long batch, ReadOnlyMemory<byte> update, CancellationToken cancellationToken);

    /// <summary>Passes presence on: <see cref="SyncChannel.PushPresence"/> on the page's other channels.</summary>
    /// <param name="channel">Whose presence it is.</param>
    /// <param name="payload">Opaque; empty when it is taken back.</param>
    void Presence(SyncChannel channel, ReadOnlyMemory<byte> payload);

    /// <summary>The channel is closed, by whichever side; comes exactly once for each <see cref="OpenAsync"/>, after it has finished, also when that failed.</summary>
    /// <param name="channel">The channel; its methods do nothing any more.</param>
    void Closed(SyncChannel channel);

    /// <summary>One of the host's own methods threw: log it.</summary>
    /// <param name="connection">The connection that it was called for.</param>
    /// <param name="error">What it threw.</param>
    void Failed(SyncServerConnection connection, Exception error);
}
