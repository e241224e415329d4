using System.IO.Compression;
using Notion.Crdt.Fuzz;
using Notion.Sync.Protocol;

namespace Notion.Sync.Fuzz;

/// <summary>Changes a script as a peer would who knows the protocol: the order of the steps, the values in a frame, how a frame is wrapped; now and then bytes without regard to what they mean.</summary>
internal sealed class ScriptMutator(Random random)
{
    private const int MostActs = 16;
    private const int LongestScript = 200;

    public byte[] Mutate(byte[] input, Func<byte[]> another)
    {
        List<object?> steps = Script.Steps(input);
        if (steps.Count == 0 || steps.Count > LongestScript) return another();
        int at = random.Next(steps.Count), other = random.Next(steps.Count);
        switch (random.Next(12))
        {
            case 0: steps.RemoveAt(at); break;
            case 1: steps.Insert(other, steps[at]); break;
            case 2: (steps[at], steps[other]) = (steps[other], steps[at]); break;
            case 3: Splice(steps, at, Script.Steps(another())); break;
            case 4: steps.Insert(at, Script.Act(random.Next(MostActs), random.Next(100_000))); break;
            case 5 when steps[at] is List<object?>: steps[at] = Script.Act(random.Next(MostActs), random.Next(100_000)); break;
            case 6 when steps[at] is byte[] frame: Wrap(steps, at, frame); break;
            case 7 when steps[at] is byte[] frame: steps[at] = ByteMutator.Mutate(frame, random, () => FrameOf(another())); break;
            case 8 when steps[at] is byte[] frame: steps[at] = ChangeBytesWithin(frame); break;
            default:
                if (steps[at] is byte[] message) steps[at] = new TokenMutator(random).Mutate(message);
                break;
        }
        return MessagePackTree.Write(steps);
    }

    private void Splice(List<object?> steps, int at, List<object?> others)
    {
        if (others.Count == 0) return;
        int from = random.Next(others.Count), count = random.Next(1, Math.Min(8, others.Count - from) + 1);
        steps.InsertRange(at, others.GetRange(from, count));
    }

    private byte[] FrameOf(byte[] script)
    {
        byte[][] frames = [.. Script.Steps(script).OfType<byte[]>()];
        return frames.Length == 0 ? [] : frames[random.Next(frames.Length)];
    }

    /// <summary>Sends a frame in fragments, or deflated, or both.</summary>
    private void Wrap(List<object?> steps, int at, byte[] frame)
    {
        if (random.Next(2) == 0) frame = Deflated(frame);
        if (random.Next(3) == 0 || frame.Length < 2)
        {
            steps[at] = frame;
            return;
        }
        int cut = random.Next(1, frame.Length), number = random.Next(1, 6), whole = random.Next(8) == 0 ? frame.Length + random.Next(-2, 3) : frame.Length;
        steps[at] = FrameWriter.ToArray(new FragmentFrame(number, Math.Max(1, whole), frame.AsMemory(0, cut)));
        steps.Insert(random.Next(at + 1, steps.Count + 1), FrameWriter.ToArray(new FragmentFrame(number, Math.Max(1, whole), frame.AsMemory(cut))));
    }

    private byte[] Deflated(byte[] frame)
    {
        using var deflated = new MemoryStream();
        using (var stream = new DeflateStream(deflated, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(frame);
        int size = random.Next(8) == 0 ? Math.Max(1, frame.Length + random.Next(-2, 3)) : Math.Max(1, frame.Length);
        return FrameWriter.ToArray(new DeflatedFrame(size, deflated.ToArray()));
    }

    /// <summary>Changes what a frame carries: a version, an update, a list of buckets.</summary>
    private byte[] ChangeBytesWithin(byte[] frame)
    {
        if (MessagePackTree.TryRead(frame) is not List<object?> fields) return frame;
        int[] places = [.. Enumerable.Range(0, fields.Count).Where(i => fields[i] is byte[])];
        if (places.Length == 0) return frame;
        int place = places[random.Next(places.Length)];
        fields[place] = PresenceMutator.Mutate((byte[])fields[place]!, random, () => frame);
        return MessagePackTree.Write(fields);
    }
}
