namespace Notion.Crdt;

/// <summary>The form of marks.</summary>
internal sealed partial class UpdateDecoder
{
    /// <summary>In the sides of a mark: it starts after an element, ends after one.</summary>
    public const int StartsAfter = 1, EndsAfter = 2;

    private static bool TryReadMark(ref MessagePackSpanReader reader, long replica, int fields, ref DecodedOp op)
    {
        if (!TryReadText(ref reader, Limits.MaxNameBytes, out op.Text, out ReadOnlySpan<byte> type) || type.IsEmpty) return false;
        if (!TryReadValue(ref reader, out op.Value)) return false;
        if (!reader.TryReadInteger(out long sides) || sides is < 0 or > (StartsAfter | EndsAfter)) return false;
        op.Length = (int)sides;
        if (!TryReadRef(ref reader, replica, op.Counter, out op.Target) || !op.Target.IsOperation) return false;
        op.Other = Ref.None;
        if (fields > 5 && !reader.TryReadNil() && (!TryReadRef(ref reader, replica, op.Counter, out op.Other) || !op.Other.IsOperation)) return false;
        if (!op.Other.IsOperation && (sides & EndsAfter) != 0) return false;
        if (fields < 7 || reader.TryReadNil()) return true;
        return TryReadText(ref reader, Limits.MaxNameBytes, out op.Position, out ReadOnlySpan<byte> id) && !id.IsEmpty;
    }
}
