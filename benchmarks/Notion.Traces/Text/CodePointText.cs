using System.Text;

namespace Notion.Traces;

/// <summary>
/// A text addressed by code points that knows the UTF-16 offset of each: converts the positions of trace files.
/// Chunks of a few hundred code points keep a whole session's conversion well below a second.
/// </summary>
internal sealed class CodePointText
{
    private const int ChunkSize = 512;

    private readonly List<Chunk> _chunks = [];

    public CodePointText(string text)
    {
        var chunk = new Chunk();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (chunk.Runes.Count == ChunkSize)
            {
                _chunks.Add(chunk);
                chunk = new Chunk();
            }
            chunk.Add(rune);
            Length++;
        }
        _chunks.Add(chunk);
    }

    /// <summary>In code points.</summary>
    public int Length { get; private set; }

    /// <summary>Applies a patch whose positions count code points, and returns it with positions that count UTF-16 units.</summary>
    public Patch Apply(Patch patch)
    {
        int start = Utf16OffsetOf(patch.Position);
        int end = Utf16OffsetOf(patch.Position + patch.Deleted);
        Delete(patch.Position, patch.Deleted);
        Insert(patch.Position, patch.Inserted);
        return patch with { Position = start, Deleted = end - start };
    }

    private int Utf16OffsetOf(int position)
    {
        (int index, int within) = Find(position);
        int offset = 0;
        for (int i = 0; i < index; i++) offset += _chunks[i].Utf16Length;
        for (int i = 0; i < within; i++) offset += _chunks[index].Runes[i].Utf16SequenceLength;
        return offset;
    }

    private void Delete(int position, int count)
    {
        Length -= count;
        while (count > 0)
        {
            (int index, int within) = Find(position);
            Chunk chunk = _chunks[index];
            if (within == chunk.Runes.Count)
            {
                chunk = _chunks[++index];
                within = 0;
            }
            int here = Math.Min(count, chunk.Runes.Count - within);
            chunk.Remove(within, here);
            if (chunk.Runes.Count == 0 && _chunks.Count > 1) _chunks.RemoveAt(index);
            count -= here;
        }
    }

    private void Insert(int position, string text)
    {
        (int index, int within) = Find(position);
        Chunk chunk = _chunks[index];
        Length += chunk.Insert(within, [.. text.EnumerateRunes()]);
        while (chunk.Runes.Count > 2 * ChunkSize)
        {
            chunk = chunk.CutAt(ChunkSize);
            _chunks.Insert(++index, chunk);
        }
    }

    private (int Index, int Within) Find(int position)
    {
        int index = 0;
        while (position > _chunks[index].Runes.Count) position -= _chunks[index++].Runes.Count;
        return (index, position);
    }

    private sealed class Chunk
    {
        public List<Rune> Runes { get; private set; } = [];

        public int Utf16Length { get; private set; }

        public void Add(Rune rune)
        {
            Runes.Add(rune);
            Utf16Length += rune.Utf16SequenceLength;
        }

        public int Insert(int at, Rune[] runes)
        {
            Runes.InsertRange(at, runes);
            Utf16Length += LengthOf(runes);
            return runes.Length;
        }

        public void Remove(int at, int count)
        {
            Utf16Length -= LengthOf(Runes[at..(at + count)]);
            Runes.RemoveRange(at, count);
        }

        public Chunk CutAt(int at)
        {
            var rest = new Chunk { Runes = Runes[at..] };
            rest.Utf16Length = LengthOf(rest.Runes);
            Runes.RemoveRange(at, Runes.Count - at);
            Utf16Length -= rest.Utf16Length;
            return rest;
        }

        private static int LengthOf(IEnumerable<Rune> runes) => runes.Sum(rune => rune.Utf16SequenceLength);
    }
}
