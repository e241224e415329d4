namespace Notion.Crdt;

/// <summary>The logistic function and its inverse in integers, the same on every machine: probabilities in 65,536ths, their logits in 256ths.</summary>
internal static class Logistic
{
    private const int Greatest = 2047, Step = 128;

    private static readonly short[] Logits = Invert();

    /// <summary>The function at −8, −7.5, … 8, in 65,536ths.</summary>
    private static ReadOnlySpan<int> Curve =>
    [
        22, 36, 60, 98, 162, 267, 439, 720, 1179, 1921, 3108, 4971, 7812, 11955, 17625, 24743, 32768,
        40793, 47911, 53581, 57724, 60565, 62428, 63615, 64357, 64816, 65097, 65269, 65374, 65438, 65476, 65500, 65514,
    ];

    /// <summary>The probability of which <paramref name="logit"/> is the logit: straight between two points of the curve, and beyond its ends as there.</summary>
    public static int Squash(int logit)
    {
        int at = Math.Clamp(logit, -Greatest, Greatest) + Greatest + 1, part = at % Step;
        return ((Curve[at / Step] * (Step - part)) + (Curve[(at / Step) + 1] * part) + (Step / 2)) / Step;
    }

    /// <summary>The logit of a probability in 4,096ths: the least of which the probability is at least the middle of that part.</summary>
    public static int Stretch(int probability) => Logits[probability];

    private static short[] Invert()
    {
        short[] logits = new short[4096];
        int logit = -Greatest;
        for (int i = 0; i < logits.Length; i++)
        {
            while (logit < Greatest && Squash(logit) < (i * 16) + 8) logit++;
            logits[i] = (short)logit;
        }
        return logits;
    }
}
