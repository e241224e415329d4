using System.Buffers.Binary;

namespace Notion.Crdt.Fuzz;

/// <summary>Changes bytes without knowing what they mean.</summary>
internal static class ByteMutator
{
    private static readonly byte[] Telling = [0x00, 0x01, 0x7f, 0x80, 0x90, 0x9f, 0xc0, 0xc4, 0xc6, 0xcc, 0xcf, 0xd3, 0xd9, 0xdb, 0xdc, 0xdd, 0xff];

    public static byte[] Mutate(byte[] input, Random random, Func<byte[]> another)
    {
        if (input.Length == 0) return [(byte)random.Next(256)];
        int at = random.Next(input.Length), length = random.Next(1, Math.Min(input.Length - at, 16) + 1);
        byte[] changed = [.. input];
        switch (random.Next(9))
        {
            case 0: changed[at] ^= (byte)(1 << random.Next(8)); return changed;
            case 1: changed[at] = Telling[random.Next(Telling.Length)]; return changed;
            case 2: changed[at] += (byte)random.Next(-3, 4); return changed;
            case 3: random.NextBytes(changed.AsSpan(at, length)); return changed;
            case 4: return input[..at];
            case 5: return [.. input[..at], .. input[(at + length)..]];
            case 6: return [.. input[..at], .. input[at..(at + length)], .. input[at..]];
            case 7:
                byte[] other = another();
                return other.Length == 0 ? changed : [.. input[..at], .. other[random.Next(other.Length)..]];
            default:
                if (at + 4 <= changed.Length) BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(at), random.Next(2) == 0 ? int.MaxValue : random.Next());
                return changed;
        }
    }
}
