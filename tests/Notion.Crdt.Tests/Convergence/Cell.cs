namespace Notion.Crdt.Tests.Convergence;

/// <summary>One row of docs/convergence.md or docs/convergence-undo.md: two people do something to one document at the same time.</summary>
/// <param name="Name">First verb, slash, second verb, dot, how the blocks are related.</param>
/// <param name="Before">The document that both have, as a drawing.</param>
/// <param name="Earlier">What was done before, which both have seen; a step each.</param>
/// <param name="One">What the one does.</param>
/// <param name="Other">What the other does meanwhile.</param>
/// <param name="OtherIsBlind">Whether the other has not seen what was done before.</param>
/// <param name="After">What both see when all is exchanged.</param>
/// <param name="AfterSeen">What both see where the one had seen what the other did first; null where the row does not ask.</param>
internal sealed record Cell(string Name, string Before, IReadOnlyList<string> Earlier, string One, string Other, bool OtherIsBlind, Outcome After, Outcome? AfterSeen)
{
    /// <summary>How a step begins that the other does.</summary>
    public const string ByTheOther = "other ";

    /// <summary>How a step begins that the other does without having seen those before.</summary>
    public const string Blindly = "blind ";

    /// <summary>The pair of verbs, as in the matrix.</summary>
    public (string One, string Other) Pair => (Name[..Name.IndexOf('/', StringComparison.Ordinal)], Name[(Name.IndexOf('/', StringComparison.Ordinal) + 1)..Name.IndexOf('.', StringComparison.Ordinal)]);

    public string Relation => Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
}

/// <summary>What both see.</summary>
/// <param name="Drawing">The document.</param>
/// <param name="Otherwise">The document where it depends on the order; null where it does not.</param>
/// <param name="By">What the order is of.</param>
internal sealed record Outcome(string Drawing, string? Otherwise, Tiebreak By);

/// <summary>What decides between two outcomes of a cell.</summary>
internal enum Tiebreak
{
    /// <summary>Nothing: there is one outcome.</summary>
    None,

    /// <summary>Who was later, by the timestamp: written <c>A, B</c> with A where the one was later.</summary>
    Time,

    /// <summary>The replica ids: written <c>A or B</c>.</summary>
    Ids,
}
