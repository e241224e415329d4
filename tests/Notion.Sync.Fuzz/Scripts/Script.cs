using Notion.Crdt.Fuzz;

namespace Notion.Sync.Fuzz;

/// <summary>
/// What happens to a session, step by step, as MessagePack: a list whose elements are messages of the peer, as bytes, and acts of the session's owner, as pairs of what and how. Every pair means
/// something wherever it stands, so that whatever is left of a script after a mutation is a script.
/// </summary>
internal static class Script
{
    public static List<object?> Steps(byte[] script) => MessagePackTree.TryRead(script) as List<object?> ?? [];

    public static object Act(long what, long how) => new List<object?> { what, how };

    /// <summary>Goes through the steps; what is neither a message nor an act is passed over.</summary>
    public static void Play(byte[] script, Action<byte[]> receive, Action<long, long> act)
    {
        foreach (object? step in Steps(script))
        {
            if (step is byte[] message) receive(message);
            else if (step is List<object?> { Count: 2 } pair && pair[0] is long what && pair[1] is long how) act(what, how);
        }
    }
}
