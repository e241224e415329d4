using Notion.Sync.Simulation.Time;

namespace Notion.Sync.Simulation.Networks;

/// <summary>One end of a <see cref="Link"/>: what it sends arrives at its peer.</summary>
internal sealed class LinkEnd(Agenda agenda, Chance chance, LinkQuality quality, Link link)
{
    private readonly Queue<(int Bytes, TimeSpan Sent)> _underWay = new();
    private TimeSpan _lastArrival;
    private TimeSpan _arrivesUntil = TimeSpan.MaxValue;
    private TimeSpan _stalledUntil;
    private bool _ended;

    public Link Link { get; } = link;

    public LinkEnd Peer { get; set; } = null!;

    /// <summary>A message has arrived here. Null once nobody listens any more.</summary>
    public Action<byte[]>? Received { get; set; }

    /// <summary>Nothing more will arrive here: the peer has ended, or the connection is broken.</summary>
    public Action? Ended { get; set; }

    /// <summary>The bytes that were sent from here and have not arrived.</summary>
    public long QueuedBytes { get; private set; }

    /// <summary>For how long the oldest message that was sent from here has been under way.</summary>
    public TimeSpan Stalled => _underWay.TryPeek(out (int, TimeSpan Sent) oldest) ? agenda.Now - oldest.Sent : TimeSpan.Zero;

    public void Send(byte[] message)
    {
        if (_ended) return;
        QueuedBytes += message.Length;
        _underWay.Enqueue((message.Length, agenda.Now));
        Arrive(() =>
        {
            QueuedBytes -= _underWay.Dequeue().Bytes;
            if (agenda.Now <= _arrivesUntil) Peer.Received?.Invoke(message);
        });
    }

    /// <summary>Ends the connection from here, after what has been sent.</summary>
    public void Close()
    {
        if (_ended) return;
        _ended = true;
        Arrive(() =>
        {
            if (agenda.Now <= _arrivesUntil) Peer.Hear();
        });
    }

    /// <summary>Nobody is here any more: the machine is gone, or the process with all its sockets.</summary>
    public void Vanish()
    {
        Received = null;
        Ended = null;
    }

    /// <summary>The peer does not read for a while: what is sent from here waits.</summary>
    public void Stall(TimeSpan duration) => _stalledUntil = agenda.Now + duration;

    internal void Break(Chance fate, bool noticed)
    {
        _arrivesUntil = agenda.Now + fate.Skewed(quality.Most * 2);
        if (noticed) agenda.After(fate.Skewed(TimeSpan.FromSeconds(5)), Hear);
    }

    private void Hear()
    {
        Action? ended = Ended;
        Vanish();
        ended?.Invoke();
    }

    private void Arrive(Action arrived)
    {
        TimeSpan from = agenda.Now > _stalledUntil ? agenda.Now : _stalledUntil;
        TimeSpan at = from + quality.Least + chance.Skewed(quality.Most - quality.Least);
        if (at < _lastArrival) at = _lastArrival;
        _lastArrival = at;
        agenda.At(at, arrived);
    }
}
