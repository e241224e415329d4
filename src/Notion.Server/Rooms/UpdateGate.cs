using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Server.Rooms;

/// <summary>
/// Judges an update before a room's document takes it. What is refused here is refused for good reasons that only a server has:
/// inside merge nothing is ever refused, or replicas would diverge.
/// </summary>
internal static class UpdateGate
{
    /// <summary>Null when the update may be applied.</summary>
    public static Refusal? Judge(Document document, ReadOnlySpan<byte> update, DateTimeOffset now, TimeSpan maxDrift)
    {
        IReadOnlyList<ChangeHeader> headers;
        try
        {
            headers = document.Inspect(update);
        }
        catch (CrdtException exception)
        {
            return From(exception);
        }

        foreach (ChangeHeader header in headers)
        {
            if (header.State == ChangeState.Waiting)
                return new Refusal(SyncErrorCode.MissingDependencies, true, $"The change {header.Replica}:{header.FirstCounter} builds on changes that this page lacks. Open the page again and send what the answer's version does not cover, oldest first.");
            if (header.State == ChangeState.Ready && header.Timestamp is { } timestamp && timestamp.Time - now > maxDrift)
                return new Refusal(SyncErrorCode.ClockDrift, false, $"The change is dated {timestamp.Time:O}, {(timestamp.Time - now).TotalSeconds:F0} s ahead of the server's clock; {maxDrift.TotalSeconds:F0} s are allowed. Set the device's clock and make the edit again.");
        }
        return null;
    }

    public static Refusal From(CrdtException exception) => exception.Code switch
    {
        CrdtErrorCode.ReplicaConflict => new Refusal(SyncErrorCode.ReplicaConflict, false, exception.Message),
        CrdtErrorCode.LimitExceeded or CrdtErrorCode.PendingOverflow or CrdtErrorCode.CounterExhausted => new Refusal(SyncErrorCode.QuotaExceeded, false, exception.Message),
        CrdtErrorCode.HistoryTrimmed => new Refusal(SyncErrorCode.PageCompacted, true, exception.Message),
        CrdtErrorCode.ClockExhausted => new Refusal(SyncErrorCode.ClockDrift, false, exception.Message),
        _ => new Refusal(SyncErrorCode.InvalidUpdate, false, exception.Message),
    };

    /// <param name="Retryable">Whether the same bytes, sent later, can succeed.</param>
    internal sealed record Refusal(SyncErrorCode Code, bool Retryable, string Message);
}
