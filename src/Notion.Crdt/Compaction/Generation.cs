namespace Notion.Crdt;

/// <summary>What a replica writes in: those who have dropped the same tombstones, as a first change says and a snapshot keeps. docs/compaction.md says why.</summary>
/// <param name="Number">How often tombstones were dropped; 0 where they never were.</param>
/// <param name="Fingerprint">A hash over the state with which it began: two that were started at different versions are different.</param>
internal readonly record struct Generation(long Number, ulong Fingerprint)
{
    public const int FingerprintBytes = 8;

    public bool IsFirst => Number == 0;
}
