using System.Runtime.CompilerServices;

namespace Notion.Crdt;

/// <summary>
/// Structs addressed by <see cref="int"/>, in chunks that never move: adding neither copies what is there nor makes an object per item.
/// The first chunk grows by doubling, so that a small document stays small. Released places are used again, last released first.
/// </summary>
internal sealed class ChunkedArray<T>
    where T : struct
{
    private readonly int _shift;
    private readonly int _mask;
    private readonly List<int> _released = [];
    private T[][] _chunks;
    private int _used;

    /// <param name="chunkBits">A chunk holds 2 to this power items; chosen so that a chunk stays out of the large object heap.</param>
    public ChunkedArray(int chunkBits)
    {
        _shift = chunkBits;
        _mask = (1 << chunkBits) - 1;
        _chunks = [new T[Math.Min(4, _mask + 1)]];
    }

    /// <summary>One more than the highest address in use.</summary>
    public int Count => _used;

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _chunks[index >> _shift][index & _mask];
    }

    /// <summary>A place whose content is the default value. References to items of the first chunk end here: do not hold one across this call.</summary>
    public int Add()
    {
        if (_released.Count > 0)
        {
            int index = _released[^1];
            _released.RemoveAt(_released.Count - 1);
            this[index] = default;
            return index;
        }
        int chunk = _used >> _shift;
        if (chunk == _chunks.Length || _chunks[chunk] is null)
        {
            if (chunk == _chunks.Length) Array.Resize(ref _chunks, chunk * 2);
            _chunks[chunk] = new T[_mask + 1];
        }
        else if ((_used & _mask) == _chunks[chunk].Length)
        {
            Array.Resize(ref _chunks[chunk], _chunks[chunk].Length * 2);
        }
        return _used++;
    }

    /// <summary>Adds items to an array of which nothing was released.</summary>
    public void AddRange(ReadOnlySpan<T> items)
    {
        Reserve(items.Length);
        while (!items.IsEmpty)
        {
            Add();
            int at = (_used - 1) & _mask;
            T[] chunk = _chunks[(_used - 1) >> _shift];
            int count = Math.Min(items.Length, chunk.Length - at);
            items[..count].CopyTo(chunk.AsSpan(at));
            _used += count - 1;
            items = items[count..];
        }
    }

    /// <summary>Forgets the highest address, where none was ever released.</summary>
    public void RemoveLast() => this[--_used] = default;

    public void Release(int index) => _released.Add(index);

    /// <summary>Makes room for so many items in one step, so that a bulk load does not grow by doubling.</summary>
    public void Reserve(int count)
    {
        if (_used == 0 && count > _chunks[0].Length) _chunks[0] = new T[Math.Min(count, _mask + 1)];
    }
}
