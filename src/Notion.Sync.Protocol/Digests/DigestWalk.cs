namespace Notion.Sync.Protocol;

/// <summary>
/// The client's side of a digest, as a state machine: gives requests, takes answers, and ends with what differs. It begins where a bucket holds a few
/// dozen pages and goes deeper where the server says so, so that what is sent follows what has changed and not how much there is.
/// </summary>
internal sealed class DigestWalk
{
    private const int FirstDepth = 8;
    private const int Step = 4;

    private readonly Guid _scope;
    private readonly int _mostBuckets;
    private readonly long _mostBytes;
    private readonly (int Leaf, PageDigest Page)[] _pages;
    private readonly Queue<(int Depth, List<int> Buckets)> _waiting = new();
    private readonly HashSet<int> _asked = [];
    private readonly HashSet<int> _listed = [];
    private readonly Dictionary<Guid, ulong> _theirs = [];
    private readonly List<Guid> _changed = [];
    private readonly List<Guid> _added = [];
    private readonly List<Guid> _missing = [];
    private int _request;
    private int _depth;
    private long _bytes;

    /// <param name="scope">Which pages are meant.</param>
    /// <param name="pages">What the client has of them.</param>
    /// <param name="mostBuckets">The most in one request.</param>
    /// <param name="mostBytes">The most that the answers to one request may have.</param>
    public DigestWalk(Guid scope, IEnumerable<PageDigest> pages, int mostBuckets, long mostBytes)
    {
        _scope = scope;
        _mostBuckets = mostBuckets;
        _mostBytes = mostBytes;
        _pages = [.. pages.DistinctBy(page => page.Page).Select(page => (PageDigest.Bucket(page.Page, PageDigest.MaxDepth), page))];
        Array.Sort(_pages, static (a, b) => a.Leaf.CompareTo(b.Leaf));
        int depth = 0;
        while (depth < FirstDepth && _pages.Length >> depth > DigestComparison.MostListed) depth++;
        Add(depth, Enumerable.Range(0, 1 << depth));
    }

    /// <summary>The next request; null when all is known.</summary>
    /// <param name="request">Its number.</param>
    public DigestFrame? Next(int request)
    {
        if (!_waiting.TryDequeue(out (int Depth, List<int> Buckets) next)) return null;
        _request = request;
        _depth = next.Depth;
        _asked.Clear();
        _asked.UnionWith(next.Buckets);
        _listed.Clear();
        _theirs.Clear();
        _bytes = 0;
        return new DigestFrame(request, _scope, _depth, DigestCoder.WriteBuckets(next.Buckets.ConvertAll(bucket => (bucket, Hash(bucket)))));
    }

    /// <summary>Takes an answer.</summary>
    /// <returns>False when it is no answer to the request.</returns>
    public bool TryTake(DigestAnswerFrame answer)
    {
        _bytes += answer.Deeper.Length + answer.Listed.Length + answer.Pages.Length;
        if (answer.Request != _request || _bytes > _mostBytes) return false;
        if (!DigestCoder.TryReadNumbers(answer.Deeper.Span, out int[] deeper)
            || !DigestCoder.TryReadNumbers(answer.Listed.Span, out int[] listed)
            || !DigestCoder.TryReadPages(answer.Pages.Span, out PageDigest[] pages)) return false;
        foreach (int bucket in listed)
            if (!_asked.Remove(bucket) || !_listed.Add(bucket)) return false;
        foreach (int bucket in deeper)
            if (_depth == PageDigest.MaxDepth || !_asked.Remove(bucket)) return false;
        foreach (PageDigest page in pages)
            if (!_listed.Contains(PageDigest.Bucket(page.Page, _depth)) || !_theirs.TryAdd(page.Page, page.Hash)) return false;
        int below = Math.Min(PageDigest.MaxDepth, _depth + Step), children = 1 << (below - _depth);
        Add(below, deeper.Order().SelectMany(bucket => Enumerable.Range(bucket * children, children)));
        if (!answer.More) Compare();
        return true;
    }

    public DigestResult Result() => new(_changed, _added, _missing);

    private void Compare()
    {
        foreach (int bucket in _listed)
        {
            foreach ((_, PageDigest mine) in Pages(bucket))
            {
                if (!_theirs.Remove(mine.Page, out ulong hash)) _missing.Add(mine.Page);
                else if (hash != mine.Hash) _changed.Add(mine.Page);
            }
        }
        _added.AddRange(_theirs.Keys);
    }

    private void Add(int depth, IEnumerable<int> buckets)
    {
        foreach (int[] part in buckets.Chunk(_mostBuckets)) _waiting.Enqueue((depth, [.. part]));
    }

    private ulong Hash(int bucket)
    {
        ulong hash = 0;
        foreach ((_, PageDigest page) in Pages(bucket)) hash ^= page.Hash;
        return hash;
    }

    /// <summary>The client's pages in a bucket: a stretch, since they are in the order of the deepest buckets.</summary>
    private ArraySegment<(int Leaf, PageDigest Page)> Pages(int bucket)
    {
        int shift = PageDigest.MaxDepth - _depth;
        int start = FirstAtLeast(bucket << shift), end = FirstAtLeast((bucket + 1) << shift);
        return new ArraySegment<(int, PageDigest)>(_pages, start, end - start);
    }

    private int FirstAtLeast(int leaf)
    {
        int low = 0, high = _pages.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_pages[middle].Leaf < leaf) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
