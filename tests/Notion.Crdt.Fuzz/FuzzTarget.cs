using Notion.Crdt.Interchange;

namespace Notion.Crdt.Fuzz;

/// <summary>One decoder under attack: what it is fed, and what must hold whatever that is.</summary>
internal abstract class FuzzTarget
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new UpdateTarget(), new SnapshotTarget(), new CursorTarget(), new SelectionTarget(), new VersionTarget(),
        .. InterchangeFormat.All.Select(format => new ImportTarget(format)),
    ];

    public abstract string Name { get; }

    /// <summary>Bytes that a decoder takes however short the input is: of its tables, and of the document around it.</summary>
    public virtual long FixedBytes => 1 << 20;

    /// <summary>Bytes that it may take for each byte of input.</summary>
    public virtual long BytesPerByte => 512;

    /// <summary>How many times as long as those of an update its inputs take: short runs feed it so many times fewer.</summary>
    public virtual int Cost => 1;

    /// <summary>A valid input.</summary>
    public abstract byte[] Seed(Random random);

    /// <summary>An input made from another.</summary>
    public abstract byte[] Mutate(byte[] input, Random random, Func<byte[]> another);

    /// <summary>Feeds the decoder, and looks at what came of it.</summary>
    /// <exception cref="FindingException">What must hold did not.</exception>
    public abstract Verdict Try(byte[] input);

    protected static void Require(bool holds, string what)
    {
        if (!holds) throw new FindingException(what);
    }

    /// <summary>Runs the decoder alone, and bounds what it allocates.</summary>
    protected Verdict Decode(int length, Action decoder)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? refusal = null;
        try
        {
            decoder();
        }
        catch (CrdtException error)
        {
            refusal = error.Code.ToString();
        }
        catch (InterchangeException error)
        {
            refusal = error.Code.ToString();
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before, budget = FixedBytes + (BytesPerByte * length);
        Require(allocated <= budget, $"{length} bytes of input took {allocated} bytes of memory; the budget is {budget}");
        return new Verdict(refusal, allocated);
    }
}

/// <summary>What a decoder did with an input.</summary>
/// <param name="Refusal">The code of the exception; null where it was accepted.</param>
/// <param name="Allocated">The bytes that it took.</param>
internal readonly record struct Verdict(string? Refusal, long Allocated);

/// <summary>Something that must hold did not.</summary>
internal sealed class FindingException(string what) : Exception(what);
