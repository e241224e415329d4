namespace Notion.Sync.Protocol;

/// <content>Who else is on the page: told when they come and go, and taken for gone when they are silent for as long as the server shows presence, since the goodbye may be what was dropped.</content>
public sealed partial class PageReplica
{
    /// <summary>More than people; stops a server that invents them.</summary>
    private const int MostVisitors = 4096;

    private readonly Dictionary<string, (PresenceSender Sender, TimeSpan Until)> _visitors = new(StringComparer.Ordinal);
    private TimeSpan _presenceLifetime;
    private TimeSpan _nextExpiry = TimeSpan.MaxValue;

    private void Show(ClientEvent.PresenceReceived presence, TimeSpan now)
    {
        string session = presence.Sender.SessionId;
        if (presence.Payload.IsEmpty)
        {
            if (!_visitors.Remove(session)) return;
        }
        else
        {
            if (_visitors.Count >= MostVisitors && !_visitors.ContainsKey(session)) return;
            TimeSpan until = now + _presenceLifetime;
            _visitors[session] = (presence.Sender, until);
            if (until < _nextExpiry) _nextExpiry = until;
        }
        _notices.Enqueue(new PageNotice.Presence(presence.Payload, presence.Sender));
    }

    private void ExpireVisitors(TimeSpan now)
    {
        if (now < _nextExpiry) return;
        _nextExpiry = TimeSpan.MaxValue;
        foreach ((string session, (PresenceSender sender, TimeSpan until)) in _visitors)
        {
            if (now >= until) Dismiss(session, sender);
            else if (until < _nextExpiry) _nextExpiry = until;
        }
    }

    private void DismissAll()
    {
        foreach ((string session, (PresenceSender sender, _)) in _visitors) Dismiss(session, sender);
        _nextExpiry = TimeSpan.MaxValue;
    }

    private void Dismiss(string session, PresenceSender sender)
    {
        _visitors.Remove(session);
        _notices.Enqueue(new PageNotice.Presence(default, sender));
    }
}
