namespace Notion.Crdt;

/// <summary>
/// A range coder in one of its two directions, so that what is coded, in which order and by which models, is written down once: an encoder gives back the bits
/// that it takes, a decoder ignores what it is given and gives the bits that it reads.
/// </summary>
internal interface IBitCoder
{
    /// <summary>A bit that a model has an expectation of, and learns from.</summary>
    int Code(ref BitModel model, int bit);

    /// <summary>A bit of which it is known how probable a 0 is, of 2 to the power <see cref="BitModel.Bits"/>; never 0 or all.</summary>
    int Code(uint zero, int bit);

    /// <summary>So many bits (at most 16) of which nothing is known.</summary>
    uint CodePlain(uint value, int bits);
}
