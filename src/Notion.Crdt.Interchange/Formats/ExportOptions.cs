namespace Notion.Crdt.Interchange;

/// <summary>How an export is written.</summary>
public sealed record ExportOptions
{
    /// <summary>The defaults.</summary>
    public static ExportOptions Default { get; } = new();

    /// <summary>JSON: whether each block's id is written with it. An import makes blocks of its own and does not look at ids. Default: no.</summary>
    public bool IncludeIds { get; init; }

    /// <summary>Told how many blocks have been written, every thousand; may be null.</summary>
    public IProgress<int>? Progress { get; init; }
}
