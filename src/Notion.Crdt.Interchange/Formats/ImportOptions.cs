namespace Notion.Crdt.Interchange;

/// <summary>Where an import goes, and how much it takes.</summary>
public sealed record ImportOptions
{
    /// <summary>The defaults: to the end of the page.</summary>
    public static ImportOptions Default { get; } = new();

    /// <summary>The block under which the imported blocks are shown; the page itself by default.</summary>
    public BlockId Parent { get; init; } = BlockId.Root;

    /// <summary>The place of the first of them among the parent's shown children, from 0; -1, the default: behind the last.</summary>
    public int Index { get; init; } = -1;

    /// <summary>Who imports; see <see cref="Document.Begin"/>.</summary>
    public string? Author { get; init; }

    /// <summary>Whether the values of the imported page, its title among them, are set on the document's page, in the place of those that it has under the same keys. Default: they are left out.</summary>
    public bool SetPageProperties { get; init; }

    /// <summary>How much is taken.</summary>
    public InterchangeLimits Limits { get; init; } = InterchangeLimits.Default;

    /// <summary>Told how many blocks have been read, every thousand; may be null.</summary>
    public IProgress<int>? Progress { get; init; }
}
