namespace Notion.Crdt.Fuzz;

/// <summary>VersionVector.TryDecode, and asking a document for what such a version lacks.</summary>
internal sealed class VersionTarget : FuzzTarget
{
    private static readonly Document Page = Author.People(new Random(2))[0];

    public override string Name => "version";

    public override long FixedBytes => 16_384;

    public override byte[] Seed(Random random) => Author.People(random)[^1].Version.Encode();

    public override byte[] Mutate(byte[] input, Random random, Func<byte[]> another) => PresenceMutator.Mutate(input, random, another);

    public override Verdict Try(byte[] input)
    {
        VersionVector version = VersionVector.Empty;
        bool read = false;
        Verdict verdict = Decode(input.Length, () => read = VersionVector.TryDecode(input, out version));
        if (!read) return verdict with { Refusal = "false" };
        Page.ExportSince(version);
        Require(VersionVector.TryDecode(version.Encode(), out VersionVector again) && again.Equals(version), "a version is not read as it is written");
        return verdict;
    }
}
