namespace Notion.Crdt.Tests.Snapshots;

/// <summary>Reads learned text (codec 2), slowly, by docs/encoding.md alone: with none of the engine's code.</summary>
internal sealed class LearnedTextReader(byte[] code)
{
    private static readonly int[] Curve = [.. Enumerable.Range(0, 33).Select(i => (int)Math.Round(65536 / (1 + Math.Exp((16 - i) / 2.0))))];

    private static readonly int[] Stretched =
        [.. Enumerable.Range(0, 4096).Select(p => Enumerable.Range(-2047, 4095).FirstOrDefault(logit => Squash(logit) >= (p * 16) + 8, 2047))];

    private readonly Dictionary<string, (int P, int N)> _learned = [];
    private readonly Dictionary<uint, (int P, int N)> _slots = [];
    private readonly Dictionary<int, long[]> _weights = [];
    private readonly Dictionary<ulong, int> _ends = [];
    private readonly List<byte> _bytes = [];
    private int _next = 4, _place, _length, _tableBits;
    private uint _range = uint.MaxValue, _code;

    public byte[] Read(byte[] teacher, int count)
    {
        if (teacher.Length > 1 << 20) teacher = teacher[^(1 << 20)..];
        _tableBits = Math.Clamp((int)Math.Log2(Math.Max(1, teacher.Length + count)) + 5, 12, 21);
        for (int i = 0; i < 4; i++) _code = (_code << 8) | At(i);
        foreach (byte one in teacher)
        {
            for (int i = 7; i >= 0; i--)
                foreach (int order in new[] { 1, 2, 4 }) LearnSlot(SlotOf(order, (1 << (7 - i)) | (one >> (i + 1))), (one >> i) & 1);
            Append(one);
        }
        for (int i = 0; i < count; i++) Append(ReadByte());
        Assert.True(_next >= code.Length, "bytes are left");
        return [.. _bytes.Skip(teacher.Length)];
    }

    private byte ReadByte()
    {
        bool follows = _length > 0;
        if (_length >= 20)
        {
            if (LearnedBit($"byte {_length}") == 0) return _bytes[_place];
            follows = false;
        }
        int node = 1;
        for (int i = 7; i >= 0; i--)
        {
            int there = follows ? 256 + _bytes[_place] : 0, expected = (there >> i) & 1;
            bool agrees = follows && there >> (i + 1) == node;
            uint[] slots = [SlotOf(1, node), SlotOf(2, node), SlotOf(4, node)];
            (int P, int N)[] seen = [.. slots.Select(slot => _slots.GetValueOrDefault(slot, (2048, 0)))];
            List<int> inputs = [.. seen.Select(one => one.N == 0 ? 0 : Stretch(one.P)), agrees ? Stretch(Learned($"bit {_length}").P / 8) * (expected == 0 ? -1 : 1) : 0];
            int set = (seen[1].N > 0 ? 1 : 0) + (seen[2].N > 0 ? 1 : 0) + (!agrees ? 0 : _length > 8 ? 6 : 3);
            if (!_weights.TryGetValue(set, out long[]? weights)) _weights.Add(set, weights = [21845, 21845, 21845, 21845]);
            long sum = inputs.Select((input, at) => input * weights[at]).Sum() >> 16;
            int one = Math.Clamp(Squash((int)Math.Clamp(sum, -2047, 2047)), 32, 65504);
            int bit = Bit((uint)((65536 - one) / 2));
            for (int at = 0; at < 4; at++) weights[at] += ((inputs[at] * ((bit * 65536) - one)) + 8192) >> 14;
            foreach (uint slot in slots) LearnSlot(slot, bit);
            if (agrees) Learn($"bit {_length}", bit == expected ? 0 : 1);
            node = (node << 1) | bit;
        }
        return (byte)node;
    }

    private void Append(byte value)
    {
        bool same = _length > 0 && _bytes[_place] == value;
        _place += same ? 1 : 0;
        _length = same ? Math.Min(_length + 1, 31) : 0;
        _bytes.Add(value);
        ulong hash = (Last(6) * 0x9E3779B97F4A7C15) >> 48;
        if (_length == 0 && _ends.TryGetValue(hash, out int end))
        {
            int agree = 0;
            while (agree < Math.Min(end, 31) && _bytes[end - 1 - agree] == _bytes[^(1 + agree)]) agree++;
            if (agree >= 6) (_place, _length) = (end, agree);
        }
        _ends[hash] = _bytes.Count;
    }

    private ulong Last(int count)
    {
        ulong number = 0;
        for (int i = Math.Max(0, _bytes.Count - count); i < _bytes.Count; i++) number = (number << 8) | _bytes[i];
        return number;
    }

    private uint SlotOf(int order, int node)
    {
        bool lower = node >= 16;
        int depth = (int)Math.Log2(node), within = lower ? (1 << (depth - 4)) | (node & ((1 << (depth - 4)) - 1)) : node;
        uint rowNode = lower ? (uint)(node >> (depth - 4)) : 0;
        uint hash = (((uint)Last(order) + ((uint)order << 28)) * 0x9E3779B1) ^ (rowNode * 0x85EBCA6B);
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6D;
        return ((hash ^ (hash >> 13)) & ((1u << _tableBits) - 16)) + (uint)within;
    }

    private void LearnSlot(uint slot, int bit)
    {
        (int p, int n) = _slots.GetValueOrDefault(slot, (2048, 0));
        _slots[slot] = (p + ((((bit * 4095) - p) * (131072 / ((2 * n) + 3))) >> 16), Math.Min(n + 1, 15));
    }

    private (int P, int N) Learned(string name) => _learned.GetValueOrDefault(name, (16384, 0));

    private void Learn(string name, int bit)
    {
        (int p, int n) = Learned(name);
        _learned[name] = (p + ((((bit == 0 ? 32737 : 31) - p) * (131072 / ((2 * n) + 3))) >> 16), Math.Min(n + 1, 127));
    }

    private int LearnedBit(string name)
    {
        int bit = Bit((uint)Learned(name).P);
        Learn(name, bit);
        return bit;
    }

    private int Bit(uint zero)
    {
        uint bound = (_range >> 15) * zero;
        int bit = _code < bound ? 0 : 1;
        (_range, _code) = bit == 0 ? (bound, _code) : (_range - bound, _code - bound);
        for (; _range < 1 << 24; _range <<= 8) _code = (_code << 8) | At(_next++);
        return bit;
    }

    private byte At(int index) => index < code.Length ? code[index] : index < code.Length + 5 ? (byte)0 : throw new InvalidDataException("The code ends too early.");

    private static int Squash(int logit)
    {
        int i = (logit + 2048) / 128, part = (logit + 2048) % 128;
        return ((Curve[i] * (128 - part)) + (Curve[i + 1] * part) + 64) / 128;
    }

    private static int Stretch(int probability) => Stretched[probability];
}
