using System.Globalization;
using System.Text;
using Notion.Sync.Protocol;

namespace Notion.Sync.Simulation.Claims;

/// <summary>Who has shown what where, and when last: what others are shown must be of whom the server says that it is, and not of long ago.</summary>
internal sealed class Presences
{
    /// <summary>How long a presence may be on its way at most: its life, the room's tick, readers who do not read, and slow links.</summary>
    private static readonly TimeSpan Longest = SyncLimits.Untrusted.PresenceLifetime + TimeSpan.FromMinutes(2);

    private readonly Dictionary<(string User, Guid Page, int Number), TimeSpan> _sent = [];
    private int _number;

    public byte[] Next(string user, Guid page) => Encoding.UTF8.GetBytes($"{user} {page:N} {++_number}");

    /// <summary>Somebody shows something, for the first time or again.</summary>
    public void Sent(ReadOnlySpan<byte> payload, TimeSpan now)
    {
        if (payload.Length > 0) _sent[Read(payload)] = now;
    }

    public void Received(ReadOnlySpan<byte> payload, PresenceSender sender, Guid page, TimeSpan now)
    {
        if (payload.Length == 0) return;
        (string User, Guid Page, int Number) shown = Read(payload);
        if (shown.User != sender.UserId || shown.Page != page) throw new SimulationFailure("presence is whose it says", $"{sender.UserId} is said to have shown {Encoding.UTF8.GetString(payload)} on {page:N}");
        if (!_sent.TryGetValue(shown, out TimeSpan last)) throw new SimulationFailure("presence is whose it says", $"{Encoding.UTF8.GetString(payload)} was never shown");
        if (now - last > Longest) throw new SimulationFailure("presence ends", $"{Encoding.UTF8.GetString(payload)} was shown {(now - last).TotalSeconds:F0} s ago");
    }

    private static (string User, Guid Page, int Number) Read(ReadOnlySpan<byte> payload)
    {
        string[] parts = Encoding.UTF8.GetString(payload).Split(' ');
        return (parts[0], Guid.ParseExact(parts[1], "N"), int.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
