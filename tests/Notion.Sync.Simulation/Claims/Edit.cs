using Notion.Sync.Protocol;

namespace Notion.Sync.Simulation.Claims;

/// <summary>
/// One edit of a simulated person, and what is known of its fate. It types a token that nobody else types, so that it can be found in any bytes and in any
/// text, whatever id its change may have by then.
/// </summary>
/// <param name="number">Its number; the token has it.</param>
/// <param name="client">Who made it.</param>
/// <param name="page">Where.</param>
internal sealed class Edit(int number, string client, Guid page)
{
    public int Number { get; } = number;

    public string Client { get; } = client;

    public Guid Page { get; } = page;

    /// <summary>The edits whose text this one erases.</summary>
    public List<int> Erases { get; } = [];

    /// <summary>Those of which its client was told that they could not be erased in a compacted page, or perhaps could not: they may be there, or may not.</summary>
    public HashSet<int> PerhapsErases { get; } = [];

    /// <summary>The edits without which this one has no place, for certain: they made the block that it writes in.</summary>
    public HashSet<int> Needs { get; } = [];

    /// <summary>The blocks that it has to do with, each by the number of the edit that made it: where edits have none in common, neither depends on the other.</summary>
    public HashSet<int> Touches { get; } = [];

    /// <summary>How much it adds to the page's counter.</summary>
    public int Adds { get; set; }

    /// <summary>Whether the server's rules refuse it, whoever sends it.</summary>
    public bool IsForbidden { get; set; }

    /// <summary>It is on its client's disk for good.</summary>
    public bool IsStored { get; set; }

    /// <summary>A server had it in memory.</summary>
    public bool IsReceived { get; set; }

    /// <summary>It is on the server's disk for good.</summary>
    public bool IsDurable { get; set; }

    /// <summary>A server refused it, for good.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Its client handed it to the application as dropped.</summary>
    public bool IsDropped { get; set; }

    /// <summary>When it was dropped no server had had it: it cannot be anywhere.</summary>
    public bool WasUnheardOf { get; set; }

    /// <summary>Why it was dropped.</summary>
    public SyncErrorCode DropCode { get; set; }

    /// <summary>Its client died before it was stored, or for ever.</summary>
    public bool IsLost { get; set; }

    /// <summary>Whether its client owes it to the server.</summary>
    public bool IsOpen => !IsDurable && !IsDropped && !IsLost;
}
