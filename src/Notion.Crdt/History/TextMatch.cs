using System.Runtime.InteropServices;

namespace Notion.Crdt;

/// <summary>Characters that two texts have in common, by their ids, in the order of both. Texts are not compared letter by letter: what was typed twice was typed twice.</summary>
internal static class TextMatch
{
    /// <summary>The steps from one text to another; none where they read the same, marks included.</summary>
    public static List<TextDelta> Delta(ShownText before, ShownText after)
    {
        var steps = new List<TextDelta>();
        RichText old = before.ReadRich(), text = after.ReadRich();
        if (text.Equals(old)) return steps;
        int from = 0, to = 0;
        if (text.Text == old.Text)
        {
            Keep(text.Length);
        }
        else
        {
            foreach (Common common in Find(before, after))
            {
                Replace(common.Before, common.After);
                Keep(common.Units);
            }
            Replace(before.Length, after.Length);
        }
        if (steps[^1] is { Kind: TextDeltaKind.Retain, Marks: null }) steps.RemoveAt(steps.Count - 1);
        return steps;

        void Replace(int nextFrom, int nextTo)
        {
            if (nextFrom > from) steps.Add(TextDelta.Delete(nextFrom - from));
            if (nextTo > to)
                foreach (TextRun run in text.Slice(to, nextTo - to)) steps.Add(TextDelta.Insert(run.Text, run.Marks));
            (from, to) = (nextFrom, nextTo);
        }

        void Keep(int units)
        {
            RichText was = old.Slice(from, units), now = text.Slice(to, units);
            (from, to) = (from + units, to + units);
            for (int i = 0, j = 0, wasEnd = 0, nowEnd = 0, at = 0; at < units;)
            {
                if (at == wasEnd) wasEnd += was[i++].Text.Length;
                if (at == nowEnd) nowEnd += now[j++].Text.Length;
                int length = Math.Min(wasEnd, nowEnd) - at;
                at += length;
                TextMarks? marks = now[j - 1].Marks.Equals(was[i - 1].Marks) ? null : now[j - 1].Marks;
                bool goesOn = steps.Count > 0 && steps[^1].Kind == TextDeltaKind.Retain && Equals(steps[^1].Marks, marks);
                if (goesOn) steps[^1] = steps[^1] with { Length = steps[^1].Length + length };
                else steps.Add(marks is null ? TextDelta.Retain(length) : TextDelta.Mark(length, marks));
            }
        }
    }

    /// <summary>What both have, by where it stands in each; both places rise.</summary>
    public static List<Common> Find(ShownText before, ShownText after)
    {
        ShownRun[] index = [.. before.Runs];
        Array.Sort(index, static (left, right) => (left.ReplicaId, left.Counter).CompareTo((right.ReplicaId, right.Counter)));
        var found = new List<Common>();
        foreach (ShownRun run in after.Runs)
        {
            int end = run.Counter + run.Length;
            for (int i = FirstReaching(index, run.ReplicaId, run.Counter); i < index.Length && index[i].ReplicaId == run.ReplicaId && index[i].Counter < end; i++)
            {
                ShownRun other = index[i];
                int first = Math.Max(run.Counter, other.Counter), last = Math.Min(end, other.Counter + other.Length);
                found.Add(new Common(
                    other.Offset + ((first - other.Counter) * other.UnitsEach), run.Offset + ((first - run.Counter) * run.UnitsEach), (last - first) * run.UnitsEach));
            }
        }
        return Rising(found);
    }

    /// <summary>The longest part of the list in which the places before rise, too: those after do already.</summary>
    private static List<Common> Rising(List<Common> found)
    {
        bool rising = true;
        for (int i = 1; i < found.Count && rising; i++) rising = found[i].Before > found[i - 1].Before;
        if (rising) return found;
        List<int> kept = LongestRise.Of([.. found.Select(common => common.Before)]);
        return kept.ConvertAll(i => found[i]);
    }

    /// <summary>Of sorted runs that do not overlap, the first that ends behind a counter.</summary>
    private static int FirstReaching(ReadOnlySpan<ShownRun> runs, long replica, int counter)
    {
        int low = 0, high = runs.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            ShownRun run = runs[middle];
            if (run.ReplicaId < replica || (run.ReplicaId == replica && run.Counter + run.Length <= counter)) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    internal readonly record struct Common(int Before, int After, int Units);
}

/// <summary>The longest rising part of a list (Fredman 1975): what can stay where it is while the rest moves.</summary>
internal static class LongestRise
{
    /// <summary>The indexes of its members, in order. O(n log n).</summary>
    public static List<int> Of(ReadOnlySpan<int> values)
    {
        var ends = new List<int>();                     // by length - 1: where the rise of that length with the smallest last value ends
        var before = new int[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int low = 0, high = ends.Count;
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                if (values[ends[middle]] < values[i]) low = middle + 1;
                else high = middle;
            }
            before[i] = low > 0 ? ends[low - 1] : -1;
            if (low == ends.Count) ends.Add(i);
            else ends[low] = i;
        }
        var rise = new List<int>(ends.Count);
        for (int i = ends.Count > 0 ? ends[^1] : -1; i >= 0; i = before[i]) rise.Add(i);
        CollectionsMarshal.AsSpan(rise).Reverse();
        return rise;
    }
}
