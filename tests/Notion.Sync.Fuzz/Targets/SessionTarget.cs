using Notion.Crdt.Fuzz;

namespace Notion.Sync.Fuzz;

/// <summary>
/// A session under attack by its peer. Whatever comes, and whatever its owner does meanwhile: no exception, memory in proportion to what came, frames that can be read, and nothing that the rules of
/// docs/protocol.md exclude, which the <see cref="Driver"/> looks at after every step.
/// </summary>
internal abstract class SessionTarget : FuzzTarget
{
    public override long FixedBytes => 8 << 20;

    /// <summary>A deflated frame may grow a hundredfold, and what grew is copied once more.</summary>
    public override long BytesPerByte => 2_048;

    public override int Cost => 4;

    protected abstract Driver Start();

    public override byte[] Mutate(byte[] input, Random random, Func<byte[]> another) => new ScriptMutator(random).Mutate(input, another);

    public override Verdict Try(byte[] input)
    {
        Driver driver = null!;
        Verdict verdict = Decode(input.Length, () =>
        {
            driver = Start();
            Script.Play(input, driver.Receive, driver.Act);
        });
        Require(verdict.Refusal is null, $"an error comes out: {verdict.Refusal}");
        return verdict with { Refusal = driver.CloseCode?.ToString() };
    }
}
