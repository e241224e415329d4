namespace Notion.Crdt.Fuzz;

/// <summary>For small inputs: as bytes, as numbers, or as MessagePack where they are that.</summary>
internal static class PresenceMutator
{
    public static byte[] Mutate(byte[] input, Random random, Func<byte[]> another) => random.Next(3) switch
    {
        0 => NumberMutator.Mutate(input, random),
        1 when MessagePackTree.TryRead(input) is List<object?> => new TokenMutator(random).Mutate(input),
        _ => ByteMutator.Mutate(input, random, another),
    };
}
