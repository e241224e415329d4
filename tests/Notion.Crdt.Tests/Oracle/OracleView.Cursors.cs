namespace Notion.Crdt.Tests.Oracle;

/// <summary>Where cursors are: by walking the sequence of the element that a cursor names, from its head.</summary>
internal sealed partial class OracleView
{
    public CursorPosition Locate(Cursor cursor)
    {
        var key = new Key(cursor.Element.Replica.Value, cursor.Element.Counter);
        if (!_document.Elements.TryGetValue(key, out Element? element)) return new CursorPosition(CursorStatus.Unknown, default, 0);
        Key home = _document.HomeOf(key), owner = home;
        int units = 0;
        bool passed = false;
        foreach (Element at in _document.Sequence(home))
        {
            bool begins = at.Character is null && !_off.Contains(at.Id);
            if (at == element && cursor.Anchor == CursorAnchor.Before && at.Id != home) break;
            if (passed && begins) break;                // the end of the region
            if (begins) (owner, units) = (at.Id, 0);
            else if (at is { Deleted: false, Character: { } rune }) units += rune.Utf16SequenceLength;
            if (at != element) continue;
            if (cursor.Anchor != CursorAnchor.End) break;
            passed = true;
        }
        if (_document.Texts.Find(text => text.Id == home) is { } property)
        {
            units += PiecesOf(property.Block, property.Name).TakeWhile(piece => piece != home).Sum(piece => Characters(_document.Sequence(piece)).Sum(other => other.Character!.Value.Utf16SequenceLength));
            bool isShown = property.Block == Key.Root || (RoleOf(property.Block) == How.Child && !IsTrashed(property.Block));
            return new CursorPosition(isShown ? CursorStatus.Shown : CursorStatus.InTrash, property.Block.ToBlockId(), units) { Property = property.Name };
        }
        Key shown = Blocks.Single(block => RoleOf(block) == How.Child && Pieces(block).Contains(owner));
        foreach (Key piece in Pieces(shown).TakeWhile(piece => piece != owner))
            units += _regions[piece].Where(other => other is { Deleted: false, Character: not null }).Sum(other => other.Character!.Value.Utf16SequenceLength);
        return new CursorPosition(IsTrashed(shown) ? CursorStatus.InTrash : CursorStatus.Shown, shown.ToBlockId(), units);
    }
}
