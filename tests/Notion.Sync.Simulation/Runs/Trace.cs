using System.Globalization;
using System.Text;

namespace Notion.Sync.Simulation.Runs;

/// <summary>Everything that happens in a run, as a hash (FNV-1a), and on request as lines to read.</summary>
internal sealed class Trace(TextWriter? lines)
{
    private const ulong Prime = 0x100000001B3;
    private ulong _hash = 0xCBF29CE484222325;

    public ulong Hash => _hash;

    public bool IsPrinted => lines is not null;

    public void Note(TimeSpan now, string who, string what, ReadOnlySpan<byte> bytes = default)
    {
        Add(now.Ticks);
        Add(who);
        Add(what);
        foreach (byte value in bytes) _hash = (_hash ^ value) * Prime;
    }

    /// <summary>A line for people; it does not change the hash.</summary>
    public void Print(TimeSpan now, string who, string what)
    {
        if (lines is null) return;
        var line = new StringBuilder(96);
        line.Append(now.TotalSeconds.ToString("F4", CultureInfo.InvariantCulture).PadLeft(11)).Append("  ").Append(who.PadRight(12)).Append("  ").Append(what);
        lines.WriteLine(line);
    }

    private void Add(long value)
    {
        for (int i = 0; i < 8; i++) _hash = (_hash ^ (byte)(value >> (8 * i))) * Prime;
    }

    private void Add(string text)
    {
        foreach (char letter in text) _hash = (_hash ^ letter) * Prime;
    }
}
