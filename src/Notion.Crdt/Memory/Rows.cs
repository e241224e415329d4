namespace Notion.Crdt;

/// <summary>
/// A list of large structs that is filled, read and cleared over and over: items are made and read in place, never copied, and clearing costs nothing.
/// </summary>
/// <remarks>A reference to an item ends with the next <see cref="Add"/>.</remarks>
internal sealed class Rows<T>
    where T : struct
{
    private const int LargestKept = 1024;               // one large update does not hold on to its memory

    private T[] _items = new T[4];

    public int Count { get; private set; }

    public ref T this[int index] => ref _items.AsSpan(0, Count)[index];

    /// <summary>A new item at the end, all default.</summary>
    public ref T Add()
    {
        if (Count == _items.Length) Array.Resize(ref _items, Count * 2);
        ref T item = ref _items[Count++];
        item = default;
        return ref item;
    }

    /// <summary>Makes room for so many items, so that they are not copied while they come.</summary>
    public void Reserve(int count)
    {
        if (count > _items.Length) Array.Resize(ref _items, count);
    }

    /// <summary>Forgets all but so many items.</summary>
    public void Truncate(int count) => Count = count;

    public void Clear()
    {
        if (_items.Length > LargestKept) _items = new T[4];
        Count = 0;
    }

    public Span<T>.Enumerator GetEnumerator() => _items.AsSpan(0, Count).GetEnumerator();
}
