namespace Notion.Crdt;

/// <summary>One step from a block's old text to its new: it puts text in the place of text, or gives text other marks.</summary>
/// <param name="Offset">Where, in UTF-16 units of the text after the steps before this one.</param>
/// <param name="Removed">How many units go.</param>
/// <param name="Inserted">What comes in their place.</param>
public readonly record struct TextEdit(int Offset, int Removed, string Inserted)
{
    private readonly TextMarks? _marks;

    /// <summary>All marks that the inserted text, or the text marked anew, has from this step on.</summary>
    public TextMarks Marks
    {
        get => _marks ?? TextMarks.None;
        init => _marks = value.IsEmpty ? null : value;
    }

    /// <summary>How many units from the offset on have other marks than before: <see cref="Marks"/>. Above 0 only where nothing is removed or inserted.</summary>
    public int Marked { get; init; }
}
