using System.Buffers;

namespace Notion.Sync.Protocol;

/// <summary>Carries whole messages, in order, both ways. One reader and one writer at a time; the two may work at once.</summary>
public interface ISyncTransport : IAsyncDisposable
{
    /// <summary>The largest message that <see cref="ReceiveAsync"/> accepts, in bytes; changed by the connection as it goes along.</summary>
    int MaxMessageBytes { get; set; }

    /// <summary>Waits for the next message.</summary>
    /// <param name="cancellationToken">Ends the waiting, and with it possibly the transport.</param>
    /// <returns>The message, valid until the next call; null when no more will come, whether the peer said so or the connection broke.</returns>
    /// <exception cref="SyncException"><see cref="SyncErrorCode.FrameTooLarge"/> or <see cref="SyncErrorCode.MalformedFrame"/>: close the connection.</exception>
    ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancellationToken);

    /// <summary>Sends a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="more">Another message follows at once, so this one may wait for it.</param>
    /// <param name="cancellationToken">Ends the waiting, and with it possibly the transport.</param>
    /// <exception cref="IOException">The connection is broken.</exception>
    ValueTask SendAsync(ReadOnlyMemory<byte> message, bool more, CancellationToken cancellationToken);

    /// <summary>Tells the peer that nothing more will be sent. What the peer still sends can be received.</summary>
    /// <param name="code">Why; a WebSocket carries it in its close status.</param>
    /// <param name="message">The sentence that goes with it, cut where the transport has little room.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask CloseAsync(SyncErrorCode code, string message, CancellationToken cancellationToken);

    /// <summary>Breaks the connection at once; calls that wait return or throw.</summary>
    void Abort();
}
