using System.Runtime.InteropServices;

namespace Notion.Server.Sync;

/// <summary>Counts the open connections of everybody of a kind, each once, and says who has too many. Thread-safe.</summary>
internal sealed class ConnectionCounts<TWho>(int max)
    where TWho : notnull
{
    private readonly Dictionary<TWho, int> _counts = [];
    private readonly Dictionary<PageHost, TWho> _entered = [];
    private readonly Lock _gate = new();

    /// <summary>False, and nothing counted, when there are as many as there may be. True again for who has entered.</summary>
    public bool TryEnter(PageHost connection, TWho who)
    {
        lock (_gate)
        {
            if (_entered.ContainsKey(connection)) return true;
            ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, who, out _);
            if (count >= max) return false;
            count++;
            _entered.Add(connection, who);
            return true;
        }
    }

    public void Leave(PageHost connection)
    {
        lock (_gate)
            if (_entered.Remove(connection, out TWho? who) && --CollectionsMarshal.GetValueRefOrNullRef(_counts, who) == 0) _counts.Remove(who);
    }
}
