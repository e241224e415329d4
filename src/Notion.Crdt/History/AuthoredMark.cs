namespace Notion.Crdt;

/// <summary>A stretch of text that one mark operation marks.</summary>
/// <param name="Offset">Where it begins in the text, in UTF-16 units.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Mark">The mark.</param>
/// <param name="By">Who marked it. What others typed there since is theirs, and the mark on it is not; of several who set the same, the last.</param>
public readonly record struct AuthoredMark(int Offset, int Length, TextMark Mark, Attribution By);
