namespace Notion.Sync.Protocol;

/// <summary>Names of what two peers may use with each other when both have it.</summary>
public static class Capability
{
    /// <summary>Frames that are larger than a message: <see cref="FragmentFrame"/>.</summary>
    public const string Fragments = "fragments";

    /// <summary>Compressed frames: <see cref="DeflatedFrame"/>.</summary>
    public const string Deflate = "deflate";

    /// <summary>The server pushes by credit: <see cref="CreditFrame"/>.</summary>
    public const string Credit = "credit";

    /// <summary>Opened frames may carry a snapshot where that is smaller than the changes.</summary>
    public const string Snapshots = "snapshots";

    /// <summary>Fresh tokens within a connection: <see cref="TokenFrame"/>.</summary>
    public const string Refresh = "refresh";

    /// <summary>Comparing many pages at once: <see cref="DigestFrame"/>.</summary>
    public const string Digest = "digest";

    /// <summary>All that this library has.</summary>
    public static IReadOnlyList<string> All { get; } = [Fragments, Deflate, Credit, Snapshots, Refresh, Digest];
}
