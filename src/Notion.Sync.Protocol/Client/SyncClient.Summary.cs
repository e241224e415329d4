using System.ComponentModel;

namespace Notion.Sync.Protocol;

/// <content>The whole client's state, as something to bind to.</content>
public sealed partial class SyncClient
{
    private static readonly PropertyChangedEventArgs StateProperty = new(nameof(State));
    private static readonly PropertyChangedEventArgs LastErrorProperty = new(nameof(LastError));
    private static readonly PropertyChangedEventArgs SummaryProperty = new(nameof(Summary));

    /// <summary>Furthest from durable first.</summary>
    private static readonly SyncState[] FurthestFirst =
        [SyncState.Unstored, SyncState.Rejected, SyncState.Refused, SyncState.Offline, SyncState.Connecting, SyncState.Sending, SyncState.Received, SyncState.Durable];

    private readonly int[] _pagesIn = new int[FurthestFirst.Length];
    private int _pendingCount;
    private SyncSummary? _toldSummary;

    /// <summary>The connection and all open pages, in one value.</summary>
    public SyncSummary Summary
    {
        get
        {
            lock (_gate)
            {
                SyncState? furthest = null;
                foreach (SyncState state in FurthestFirst)
                {
                    if (_pagesIn[(int)state] == 0) continue;
                    furthest = state;
                    break;
                }
                return new SyncSummary(_cycle.State, furthest, _pagesIn.Sum(), _pendingCount);
            }
        }
    }

    /// <summary>An open page is in another state now; null before it is open, and after.</summary>
    internal void Count((SyncState State, int Pending)? before, (SyncState State, int Pending)? now)
    {
        lock (_gate)
        {
            if (before is { } was) (_pagesIn[(int)was.State], _pendingCount) = (_pagesIn[(int)was.State] - 1, _pendingCount - was.Pending);
            if (now is { } @is) (_pagesIn[(int)@is.State], _pendingCount) = (_pagesIn[(int)@is.State] + 1, _pendingCount + @is.Pending);
        }
    }

    /// <summary>Tells observers if it is another than the one that they know. Called where events are raised.</summary>
    internal void TellSummary()
    {
        if (PropertyChanged is not { } observers) return;
        lock (_gate)
        {
            SyncSummary summary = Summary;
            if (summary == _toldSummary) return;
            _toldSummary = summary;
        }
        observers(this, SummaryProperty);
    }
}
