namespace Notion.Benchmarks.Sync;

/// <summary>What a run counts and times. Times are in milliseconds of the loop's clock.</summary>
internal sealed class LoadBook
{
    /// <summary>The measured window.</summary>
    public double From { get; set; } = double.PositiveInfinity;

    public double To { get; set; } = double.PositiveInfinity;

    /// <summary>Clients whose page is open, or that failed before it was.</summary>
    public int Settled { get; set; }

    public long Deliveries { get; private set; }

    /// <summary>Those that arrived within the window.</summary>
    public long DeliveriesInWindow { get; private set; }

    public long Echoes { get; set; }

    public long UpdateFrames { get; set; }

    public long AcksReceived { get; set; }

    public long AcksDurable { get; set; }

    /// <summary>From just before the send to another client's having it; of edits sent within the window.</summary>
    public Samples DeliveryTimes { get; } = new();

    public Samples DurableTimes { get; } = new();

    /// <summary>How late edits were sent against the schedule.</summary>
    public Samples Lags { get; } = new();

    public bool IsMeasured(double sentAt) => sentAt >= From && sentAt < To;

    public void Received(double sentAt, double now)
    {
        Deliveries++;
        if (IsMeasured(sentAt)) DeliveryTimes.Add(now - sentAt);
        if (now >= From && now < To) DeliveriesInWindow++;
    }
}
