using Notion.Sync.Protocol;

namespace Notion.Server.Rooms;

/// <summary>Who shows what on a page right now. Nothing of it is stored; an entry that is not renewed is taken down.</summary>
internal sealed class PresenceBoard
{
    private readonly Dictionary<SyncChannel, (ReadOnlyMemory<byte> Payload, DateTimeOffset At)> _entries = [];

    public bool IsEmpty => _entries.Count == 0;

    public void Put(SyncChannel channel, ReadOnlyMemory<byte> payload, DateTimeOffset now)
    {
        if (payload.IsEmpty) _entries.Remove(channel);
        else _entries[channel] = (payload, now);
    }

    /// <returns>Whether there was something to take down.</returns>
    public bool Remove(SyncChannel channel) => _entries.Remove(channel);

    public void ShowTo(SyncChannel newcomer)
    {
        foreach ((SyncChannel channel, (ReadOnlyMemory<byte> payload, _)) in _entries)
            if (channel != newcomer) newcomer.PushPresence(payload, channel.Sender);
    }

    /// <summary>Removes and returns those whose last sign of life is too old.</summary>
    public IReadOnlyList<SyncChannel> TakeExpired(DateTimeOffset now, TimeSpan lifetime)
    {
        List<SyncChannel> expired = [.. _entries.Where(entry => now - entry.Value.At >= lifetime).Select(entry => entry.Key)];
        foreach (SyncChannel channel in expired) _entries.Remove(channel);
        return expired;
    }
}
