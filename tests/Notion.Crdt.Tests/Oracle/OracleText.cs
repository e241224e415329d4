using System.Text;

namespace Notion.Crdt.Tests.Oracle;

/// <summary>A head, a boundary or a character, hanging left or right of another.</summary>
internal sealed class Element(Key id, Rune? character)
{
    public Key Id { get; } = id;

    /// <summary>Null for the head of a sequence and for boundaries.</summary>
    public Rune? Character { get; } = character;

    /// <summary>Erasures less restorations.</summary>
    public long Erasures { get; set; }

    public bool Deleted => Erasures > 0;

    public Element? Parent { get; set; }

    public bool IsRight { get; set; }

    public Element? RightOrigin { get; set; }

    public List<Element> Left { get; } = [];

    public List<Element> Right { get; } = [];
}

/// <summary>
/// FugueMax as the paper defines it (Weidner and Kleppmann, "The Art of the Fugue", 2023): a tree, read in order. An element hangs right of
/// its left origin, or left of its right origin where that one already hangs below the left origin. Siblings on the right stand in the reverse
/// order of their right origins, then by replica; siblings on the left by replica.
/// </summary>
internal static class OracleText
{
    public static void Insert(Element head, Element element, Element left, Element? right)
    {
        element.RightOrigin = right;
        element.IsRight = right is null || !HangsRightOf(right, left);
        element.Parent = element.IsRight ? left : right!;
        List<Element> siblings = element.IsRight ? element.Parent.Right : element.Parent.Left;
        List<Element> order = Flatten(head);
        int at = siblings.FindIndex(other => Precedes(element, other, order));
        siblings.Insert(at < 0 ? siblings.Count : at, element);
    }

    public static List<Element> Flatten(Element head)
    {
        List<Element> order = [];
        var open = new Stack<(Element Element, bool Emit)>([(head, false)]);
        while (open.TryPop(out (Element Element, bool Emit) at))
        {
            if (at.Emit)
            {
                order.Add(at.Element);
                continue;
            }
            for (int i = at.Element.Right.Count - 1; i >= 0; i--) open.Push((at.Element.Right[i], false));
            open.Push((at.Element, true));
            for (int i = at.Element.Left.Count - 1; i >= 0; i--) open.Push((at.Element.Left[i], false));
        }
        return order;
    }

    private static bool HangsRightOf(Element element, Element ancestor)
    {
        for (Element at = element; at.Parent is not null; at = at.Parent)
            if (at.Parent == ancestor) return at.IsRight;
        return false;
    }

    private static bool Precedes(Element element, Element other, List<Element> order)
    {
        if (element.IsRight && element.RightOrigin != other.RightOrigin)
            return PlaceOf(element.RightOrigin, order) > PlaceOf(other.RightOrigin, order);
        return element.Id.Replica < other.Id.Replica;
    }

    private static int PlaceOf(Element? origin, List<Element> order) => origin is null ? int.MaxValue : order.IndexOf(origin);
}
