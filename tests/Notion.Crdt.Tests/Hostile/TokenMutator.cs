using System.Buffers;
using MessagePack;

namespace Notion.Crdt.Tests.Hostile;

/// <summary>
/// Changes bytes as an attacker would who knows the format: reads them as a tree of MessagePack values, alters one or two of these, and writes
/// the tree again. What comes out passes every check of form, and so reaches the checks of meaning.
/// </summary>
internal sealed class TokenMutator(Random random)
{
    private static readonly long[] Odd = [0, -1, 1, 2, 127, 128, -32, 255, 65_535, int.MaxValue - 1, int.MaxValue, uint.MaxValue, ReplicaId.MaxValue, ReplicaId.MaxValue + 1, long.MaxValue, long.MinValue];

    public byte[] Mutate(ReadOnlyMemory<byte> update)
    {
        var reader = new MessagePackReader(update);
        object? tree = Read(ref reader);
        List<(List<object?> Parent, int Index)> places = [];
        Collect((List<object?>)tree!, places);
        for (int i = random.Next(1, 3); i > 0 && places.Count > 0; i--) Alter(places);
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        Write(ref writer, tree);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void Alter(List<(List<object?> Parent, int Index)> places)
    {
        (List<object?> parent, int index) = places[random.Next(places.Count)];
        if (index >= parent.Count) return;
        switch (random.Next(8))
        {
            case 0: parent.RemoveAt(index); break;
            case 1: parent.Insert(index, parent[index]); break;
            case 2:
                (List<object?> other, int at) = places[random.Next(places.Count)];
                if (at < other.Count && !Holds(other[at], parent)) parent[index] = other[at];
                break;
            case 3: parent[index] = Odd[random.Next(Odd.Length)]; break;
            case 4: parent[index] = random.Next(3) switch { 0 => null, 1 => true, _ => new List<object?> { 1L, (long)random.Next(4) } }; break;
            default: parent[index] = Nudge(parent[index]); break;
        }
    }

    private object? Nudge(object? value) => value switch
    {
        long number => number + random.Next(-3, 4),
        string { Length: > 0 } text => random.Next(3) switch { 0 => text[1..], 1 => text + "0", _ => string.Concat(text.Reverse().Where(unit => !char.IsSurrogate(unit))) },
        List<object?> { Count: > 1 } list => list.Select(item => item).Reverse().ToList(),
        _ => value,
    };

    private static bool Holds(object? value, List<object?> list) =>
        value is List<object?> own && (own == list || own.Exists(item => Holds(item, list)));

    private static void Collect(List<object?> list, List<(List<object?> Parent, int Index)> places)
    {
        for (int i = 0; i < list.Count; i++)
        {
            places.Add((list, i));
            if (list[i] is List<object?> inner) Collect(inner, places);
        }
    }

    private static object? Read(ref MessagePackReader reader)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Array:
                int count = reader.ReadArrayHeader();
                List<object?> list = [];
                for (int i = 0; i < count; i++) list.Add(Read(ref reader));
                return list;
            case MessagePackType.Integer: return reader.ReadInt64();
            case MessagePackType.String: return reader.ReadString();
            case MessagePackType.Boolean: return reader.ReadBoolean();
            case MessagePackType.Float: return reader.ReadDouble();
            case MessagePackType.Binary: return reader.ReadBytes()!.Value.ToArray();
            default:
                reader.Skip();
                return null;
        }
    }

    private static void Write(ref MessagePackWriter writer, object? value)
    {
        switch (value)
        {
            case List<object?> list:
                writer.WriteArrayHeader(list.Count);
                foreach (object? item in list) Write(ref writer, item);
                break;
            case long number: writer.Write(number); break;
            case string text: writer.Write(text); break;
            case bool truth: writer.Write(truth); break;
            case double number: writer.Write(number); break;
            case byte[] bytes: writer.Write(bytes); break;
            default: writer.WriteNil(); break;
        }
    }
}
