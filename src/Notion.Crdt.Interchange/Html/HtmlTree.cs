using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Notion.Crdt.Interchange;

/// <summary>
/// HTML as a tree, by the algorithm of the standard (AngleSharp): nothing runs and nothing is loaded. The algorithm looks up the open elements for each tag, so it costs the sum of the depths of
/// all elements; that sum is bounded, as is the number of elements, of which misnested styles make more than the input has tags.
/// </summary>
internal static class HtmlTree
{
    /// <summary>What the parser takes for the end, wherever it stands: no character of Unicode, and in nobody's text on purpose.</summary>
    public const char EndOfInput = '\uFFFF';

    private const long MaxDepthSum = 400_000_000;
    private const int ElementsPerBlock = 4;

    public static IDocument Parse(string html, InterchangeLimits limits, CancellationToken cancellationToken)
    {
        var depths = new Dictionary<INode, int>(ReferenceEqualityComparer.Instance);
        INode? last = null;
        long sum = 0;
        long maxElements = 64 + ((long)limits.MaxBlocks * ElementsPerBlock);
        int maxDepth = (int)Math.Min(int.MaxValue - 1, 64 + (3L * limits.MaxDepth));
        var options = new HtmlParserOptions { IsScripting = false, SkipComments = true, MaximumDepth = maxDepth, OnCreated = (element, _) => Count(element) };
        return new HtmlParser(options, BrowsingContext.New(new Configuration())).ParseDocument(html.Replace(EndOfInput, '\uFFFD'));

        // An element is told of before it has its place; by the next one, it has.
        void Count(IElement element)
        {
            if (last is not null)
            {
                int depth = last.Parent is { } parent && depths.TryGetValue(parent, out int above) ? above + 1 : 1;
                depths[last] = depth;
                sum += depth;
            }
            last = element;
            if (depths.Count % 1_000 == 0) cancellationToken.ThrowIfCancellationRequested();
            if (depths.Count > maxElements)
                throw new InterchangeException(InterchangeErrorCode.TooLarge, $"The input makes more than {maxElements} elements. Split it, or raise InterchangeLimits.MaxBlocks.");
            if (sum > MaxDepthSum)
                throw new InterchangeException(InterchangeErrorCode.TooDeep, "The input has too many elements too deep under one another. Flatten it.");
        }
    }
}
