namespace Notion.Crdt.Fuzz;

/// <summary>Changes a column of LEB128 numbers as numbers: its form stays, its meaning does not.</summary>
internal static class NumberMutator
{
    private static readonly ulong[] Odd = [0, 1, 2, 127, 128, 255, int.MaxValue - 1, int.MaxValue, uint.MaxValue, (1UL << 53) - 1, 1UL << 53, long.MaxValue, ulong.MaxValue];

    public static byte[] Mutate(byte[] column, Random random)
    {
        List<ulong> numbers = Read(column);
        if (numbers.Count == 0) return [(byte)random.Next(4)];
        for (int times = random.Next(1, 3); times > 0 && numbers.Count > 0; times--)
        {
            int at = random.Next(numbers.Count);
            switch (random.Next(7))
            {
                case 0: numbers[at] = Odd[random.Next(Odd.Length)]; break;
                case 1: numbers.RemoveAt(at); break;
                case 2: numbers.Insert(at, numbers[random.Next(numbers.Count)]); break;
                case 3: numbers[at] = numbers[random.Next(numbers.Count)]; break;
                default: numbers[at] += (ulong)random.Next(-3, 4); break;
            }
        }
        return Write(numbers);
    }

    private static List<ulong> Read(byte[] column)
    {
        List<ulong> numbers = [];
        ulong number = 0;
        int shift = 0;
        foreach (byte part in column)
        {
            if (shift < 64) number |= (ulong)(part & 0x7f) << shift;
            shift += 7;
            if (part >= 0x80) continue;
            numbers.Add(number);
            (number, shift) = (0, 0);
        }
        return numbers;
    }

    private static byte[] Write(List<ulong> numbers)
    {
        List<byte> column = [];
        foreach (ulong number in numbers)
        {
            ulong rest = number;
            for (; rest >= 0x80; rest >>= 7) column.Add((byte)(rest | 0x80));
            column.Add((byte)rest);
        }
        return [.. column];
    }
}
