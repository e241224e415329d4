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

    /// <summary>Adds so many items to an empty array, all default.</summary>
    public void Extend(int count)
    {
        int chunks = (count + _mask) >> _shift;
        if (chunks == 0) return;
        _chunks = new T[chunks][];
        for (int i = 0; i < chunks; i++) _chunks[i] = new T[chunks == 1 ? count : _mask + 1];
        _used = count;
    }

    /// <summary>Makes the first chunk as large as so many items need, as far as a chunk goes: they are not copied while they come.</summary>
    public void Reserve(int count)
    {
        if (count > _chunks[0].Length) Array.Resize(ref _chunks[0], Math.Min(count, _mask + 1));
    }

    /// <summary>Forgets the highest address, where none was ever released.</summary>
    public void RemoveLast() => this[--_used] = default;

    public void Release(int index) => _released.Add(index);
}
