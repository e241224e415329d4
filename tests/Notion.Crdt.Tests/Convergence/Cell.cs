namespace Notion.Crdt.Tests.Convergence;

/// <summary>One row of docs/convergence.md: two people do something to one document at the same time.</summary>
/// <param name="Name">First verb, slash, second verb, dot, how the blocks are related.</param>
/// <param name="Before">The document that both have, as a drawing.</param>
/// <param name="Earlier">What the one did before, which the other has seen; a step each.</param>
/// <param name="One">What the one does.</param>
/// <param name="Other">What the other does meanwhile.</param>
/// <param name="After">What both see when all is exchanged.</param>
/// <param name="AfterOtherwise">What they see where it depends on the order; null where it does not.</param>
/// <param name="By">What the order is of.</param>
internal sealed record Cell(
    string Name, string Before, IReadOnlyList<string> Earlier, string One, string Other, string After, string? AfterOtherwise, Tiebreak By)
{
    /// <summary>The pair of verbs, as in the matrix.</summary>
    public (string One, string Other) Pair => (Name[..Name.IndexOf('/', StringComparison.Ordinal)], Name[(Name.IndexOf('/', StringComparison.Ordinal) + 1)..Name.IndexOf('.', StringComparison.Ordinal)]);

    public string Relation => Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
}

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
