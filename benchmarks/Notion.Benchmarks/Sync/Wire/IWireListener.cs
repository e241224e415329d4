using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>What a <see cref="WireClient"/> tells. Bytes are valid only during the call.</summary>
internal interface IWireListener
{
    void Opened(OpenedFrame opened);

    void Changes(ReadOnlyMemory<byte> update);

    void AckReceived(long batch);

    void AckDurable(long batch);

    /// <param name="problem">What went wrong; null when it was this side that closed.</param>
    void Closed(string? problem);
}
