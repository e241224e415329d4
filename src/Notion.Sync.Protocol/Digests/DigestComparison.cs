namespace Notion.Sync.Protocol;

/// <summary>The server's side of a digest: which of the asked buckets differ from its pages, and what is in them. One pass over the pages; nothing is kept.</summary>
internal static class DigestComparison
{
    /// <summary>A bucket with more pages is not listed while it has children.</summary>
    public const int MostListed = 64;

    /// <summary>The most pages in one answer.</summary>
    public const int PagesPerAnswer = 2_048;

    public static IEnumerable<DigestAnswerFrame> Answer(int request, int depth, (int Bucket, ulong Hash)[] asked, IReadOnlyList<PageDigest> pages)
    {
        // The asked hash, exclusive-or those of all pages, is 0 where the two agree.
        Dictionary<int, (ulong Difference, int Count)> buckets = asked.ToDictionary(bucket => bucket.Bucket, bucket => (bucket.Hash, 0));
        foreach (PageDigest page in pages)
        {
            int number = PageDigest.Bucket(page.Page, depth);
            if (buckets.TryGetValue(number, out (ulong Difference, int Count) bucket)) buckets[number] = (bucket.Difference ^ page.Hash, bucket.Count + 1);
        }
        var deeper = new List<int>();
        var listed = new HashSet<int>();
        foreach ((int number, _) in asked)
        {
            (ulong difference, int count) = buckets[number];
            if (difference == 0) continue;
            if (count > MostListed && depth < PageDigest.MaxDepth) deeper.Add(number);
            else listed.Add(number);
        }
        PageDigest[] found = listed.Count == 0 ? [] : [.. pages.Where(page => listed.Contains(PageDigest.Bucket(page.Page, depth)))];
        int sent = 0;
        do
        {
            int count = Math.Min(PagesPerAnswer, found.Length - sent);
            bool first = sent == 0;
            sent += count;
            yield return new DigestAnswerFrame(
                request,
                DigestCoder.WriteNumbers(first ? deeper : []),
                DigestCoder.WriteNumbers(first ? [.. listed.Order()] : []),
                DigestCoder.WritePages(found.AsSpan(sent - count, count)),
                sent < found.Length);
        }
        while (sent < found.Length);
    }
}
