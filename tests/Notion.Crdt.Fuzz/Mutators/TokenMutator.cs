namespace Notion.Crdt.Fuzz;

/// <summary>
/// Changes bytes as an attacker would who knows the format: reads them as a tree of MessagePack values, alters one or two of these, and writes
/// the tree again. What comes out passes every check of form, and so reaches the checks of meaning.
/// </summary>
internal sealed class TokenMutator(Random random)
{
    private static readonly long[] Odd = [0, -1, 1, 2, 127, 128, -32, 255, 65_535, int.MaxValue - 1, int.MaxValue, uint.MaxValue, ReplicaId.MaxValue, ReplicaId.MaxValue + 1, long.MaxValue, long.MinValue];

    public byte[] Mutate(ReadOnlyMemory<byte> update)
    {
        if (MessagePackTree.TryRead(update) is not List<object?> tree) return update.ToArray();
        List<(List<object?> Parent, int Index)> places = [];
        Collect(tree, places);
        for (int i = random.Next(1, 3); i > 0 && places.Count > 0; i--) Alter(places);
        return MessagePackTree.Write(tree);
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
}
