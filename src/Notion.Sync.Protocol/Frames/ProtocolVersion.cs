namespace Notion.Sync.Protocol;

/// <summary>The versions of the protocol that this library speaks.</summary>
public static class ProtocolVersion
{
    /// <summary>The oldest.</summary>
    public const int Min = 1;

    /// <summary>The newest.</summary>
    public const int Max = 1;

    /// <summary>The newest version that both sides speak; null where there is none.</summary>
    /// <param name="min">The peer's oldest.</param>
    /// <param name="max">The peer's newest.</param>
    public static int? Negotiate(int min, int max)
    {
        int newest = Math.Min(max, Max);
        return newest >= Math.Max(min, Min) ? newest : null;
    }
}
