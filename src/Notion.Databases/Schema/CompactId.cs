using Notion.Crdt;

namespace Notion.Databases;

/// <summary>
/// Ids of properties, options and views: the operation that made the block, in letters. Nine for the replica and as many as it takes for the counter, six bits each, in the alphabet of base64url.
/// One-to-one with <see cref="BlockId"/>s of operations; short, since every row that has a value has the id in a key.
/// </summary>
public static class CompactId
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const int ReplicaLetters = 9;
    private const int MaxLetters = ReplicaLetters + 6;

    /// <summary>The id in letters.</summary>
    /// <exception cref="ArgumentException">The block was made by no operation: the root, the trash, a UUID from elsewhere.</exception>
    public static string From(BlockId block)
    {
        if (!block.TryGetCreation(out OpId creation)) throw new ArgumentException($"{block} is no block that an operation made.", nameof(block));
        Span<char> letters = stackalloc char[MaxLetters];
        long replica = creation.Replica.Value;
        for (int i = ReplicaLetters - 1; i >= 0; i--, replica >>= 6) letters[i] = Alphabet[(int)(replica & 63)];
        int length = ReplicaLetters;
        for (int shift = 30; shift >= 0; shift -= 6)
            if (creation.Counter >> shift != 0 || shift == 0) letters[length++] = Alphabet[(creation.Counter >> shift) & 63];
        return new string(letters[..length]);
    }

    /// <summary>The block's id.</summary>
    /// <returns>False for what <see cref="From"/> never gives.</returns>
    public static bool TryParse(string? id, out BlockId block)
    {
        block = default;
        if (id is null || id.Length is <= ReplicaLetters or > MaxLetters) return false;
        long replica = 0, counter = 0;
        for (int i = 0; i < id.Length; i++)
        {
            int digit = Alphabet.IndexOf(id[i], StringComparison.Ordinal);
            if (digit < 0) return false;
            if (i < ReplicaLetters) replica = (replica << 6) | (uint)digit;
            else counter = (counter << 6) | (uint)digit;
        }
        if (replica is <= 0 or > ReplicaId.MaxValue || counter > OpId.MaxCounter) return false;
        block = BlockId.From(new OpId(new ReplicaId(replica), (int)counter));
        return From(block) == id;
    }
}
