using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Notion.Crdt;

/// <summary>
/// With which neighbours a span was inserted, told from where all stand now: on either side the nearest element that its author had seen, since the two stood side by side for it.
/// </summary>
/// <remarks>
/// <para>What an author had seen at a time is a part of what anybody had who saw that; so an element can only have been seen by one whose <em>weight</em>, the number of operations that its author
/// had seen by then, is greater. The nearest of less weight is found as nearest smaller values are, with a stack, in O(1) amortized. Where people did not write at the same time, it is the answer; else a
/// few more on the stack are looked at, and if none was seen, the guess is wrong. Whoever writes a snapshot makes the same guesses and writes down what they miss: so a guess needs to
/// be quick and the same everywhere, and not right.</para>
/// <para>O(n log k) for n spans and k steps in what the replicas knew.</para>
/// </remarks>
internal sealed class NeighbourGuess(ReplicaTable replicas)
{
    private const int MostTries = 16;

    private readonly Dictionary<int, Weights> _weights = [];
    private readonly int _base = BaseOf(replicas);      // operations that all have seen but those in it

    /// <summary>Writes the guessed origins of all spans that are no heads.</summary>
    /// <param name="spans">All spans, in the order of the text, runs being one span each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(ChunkedArray<Span> spans)
    {
        var stack = new Passed[64];                     // of the spans before, each nearer and heavier than the one below it; lowest the head
        Weights? last = null;
        int replica = -1, top = -1;
        bool missed = false;
        for (int i = 0; i < spans.Count; i++)
        {
            ref Span item = ref spans[i];
            if (item.Replica != replica) last = WeightsOf(replica = item.Replica);
            int weight = last!.At(item.Counter);
            if (item.Kind == SpanKind.Head)
            {
                top = 0;
                stack[0] = new Passed(i, weight, item);
                continue;
            }
            while (top > 0 && stack[top].Weight >= weight)
            {
                ref Passed passed = ref stack[top--];   // this is the nearest behind it that is lighter
                if (passed.Replica == item.Replica ? item.Counter < passed.Counter : Seen(passed.Replica, passed.Counter, item.Replica) > item.Counter)
                    spans[passed.Span].Right = item.First;
                else
                    missed = true;
            }
            ref Passed near = ref stack[top];
            item.Left = near.Replica == item.Replica ? new ElementId(near.Replica, near.End - 1) : LeftOf(item, stack.AsSpan(0, top + 1));
            item.Right = ElementId.None;
            if (++top == stack.Length) Array.Resize(ref stack, top * 2);
            stack[top] = new Passed(i, weight, item);
        }
        if (missed) FillRights(spans);
    }

    /// <summary>Where others write at the same time: the first that the author had seen.</summary>
    private ElementId LeftOf(in Span item, ReadOnlySpan<Passed> stack)
    {
        int at = stack.Length - 1, tries = MostTries;
        while (at > 0 && !Saw(item, stack[at].Replica, stack[at].Counter)) at = --tries == 0 ? 0 : at - 1;
        ref readonly Passed left = ref stack[at];
        return at == 0 ? new ElementId(left.Replica, left.Counter) : new ElementId(left.Replica, Math.Min(left.End, Seen(item.Replica, item.Counter, left.Replica)) - 1);
    }

    /// <summary>The right origins again, where people wrote at the same time: each with more than one try.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillRights(ChunkedArray<Span> spans)
    {
        int[] weights = new int[spans.Count], stack = new int[spans.Count];
        int top = -1;
        for (int i = spans.Count - 1; i >= 0; i--)
        {
            ref Span item = ref spans[i];
            if (item.Kind == SpanKind.Head)
            {
                top = -1;
                continue;
            }
            weights[i] = WeightsOf(item.Replica).At(item.Counter);
            while (top >= 0 && weights[stack[top]] >= weights[i]) top--;
            int at = top, tries = MostTries;
            while (at >= 0 && !Saw(item, spans[stack[at]].Replica, spans[stack[at]].Counter)) at = --tries == 0 ? -1 : at - 1;
            item.Right = at < 0 ? ElementId.None : spans[stack[at]].First;
            stack[++top] = i;
        }
    }

    private static int BaseOf(ReplicaTable replicas)
    {
        long sum = 0;
        for (int i = 0; i < replicas.Count; i++) sum += replicas[i].BaseEnd;
        return (int)Math.Min(sum, int.MaxValue);
    }

    private Weights WeightsOf(int replica)
    {
        ref Weights? known = ref CollectionsMarshal.GetValueRefOrAddDefault(_weights, replica, out _);
        return known ??= new Weights(replicas[replica].Knowledge, replicas[replica].BaseEnd > 0 ? 0 : _base);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Saw(in Span item, int replica, int counter) => item.Replica == replica ? counter < item.Counter : Seen(item.Replica, item.Counter, replica) > counter;

    private int Seen(int replica, int counter, int other) => replica == other ? counter : replicas[replica].Knowledge.SeenAt(counter, other);

    /// <summary>A span on the stack, with what is asked of it.</summary>
    private readonly struct Passed(int span, int weight, in Span item)
    {
        public readonly int Span = span;
        public readonly int Weight = weight;
        public readonly int Replica = item.Replica;
        public readonly int Counter = item.Counter;
        public readonly int End = item.End;
    }

    /// <summary>How many operations of anybody the author of each of a replica's operations had seen.</summary>
    private sealed class Weights
    {
        private readonly int[] _counters;
        private readonly long[] _seen;
        private int _last;

        private readonly long _before;

        public Weights(Knowledge knowledge, int before)
        {
            _before = before;
            var steps = new List<(int Own, long More)>();
            foreach ((int _, IReadOnlyList<Knowledge.Step> others) in knowledge.Others)
                for (int i = 0; i < others.Count; i++) steps.Add((others[i].Own, others[i].End - (i == 0 ? 0 : others[i - 1].End)));
            steps.Sort(static (left, right) => left.Own.CompareTo(right.Own));
            _counters = new int[steps.Count];
            _seen = new long[steps.Count];
            long sum = 0;
            for (int i = 0; i < steps.Count; i++)
            {
                _counters[i] = steps[i].Own;
                _seen[i] = sum += steps[i].More;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int At(int counter)
        {
            int at = _last;                             // how many steps lie at or before the counter: most often as many as the last time
            if ((at > 0 && _counters[at - 1] > counter) || (at < _counters.Length && _counters[at] <= counter)) at = Find(counter);
            return (int)Math.Min(_before + counter + (at == 0 ? 0 : _seen[at - 1]), int.MaxValue);
        }

        private int Find(int counter)
        {
            int low = 0, high = _counters.Length;
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                if (_counters[middle] <= counter) low = middle + 1;
                else high = middle;
            }
            return _last = low;
        }
    }
}
