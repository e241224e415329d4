using Notion.Crdt.Tests.Histories;

namespace Notion.Crdt.Tests.Oracle;

/// <summary>What is done in a history.</summary>
internal enum Verbs
{
    /// <summary>Every verb of a person who edits.</summary>
    Editing,

    /// <summary>Those, undo and redo.</summary>
    EditingAndUndo,

    /// <summary>Those, reverts to what was once shown, and a net that parts into two and comes together.</summary>
    All,
}

/// <summary>Undo, redo and revert among everything else.</summary>
internal sealed partial class History
{
    private void Undo(Site site)
    {
        bool undoes = _random.Next(3) > 0;
        HashSet<Key> before = ShownOfOthers(site);
        UndoResult result = undoes ? site.Undo.Undo() : site.Undo.Redo();
        _log.Add($"{site.Name}: {(undoes ? "undo" : "redo")}{(result.Changed ? "" : " (nothing to see)")}");
        if (!result.Update.IsEmpty)
        {
            _updates.Add(result.Update.ToArray());
            _versions.Add(site.Document.Version);
            site.Oracle.Apply(_updates[^1]);
        }
        Compare(site);
        // Redo may erase and delete again what somebody else wrote, and so may the undo of a restoration. Undo of anything else hides nobody's text, but for
        // what somebody else has deleted: that deletion counts again where a move that had overridden it is taken back.
        if (!undoes || site.HasRestored) return;
        before.ExceptWith(ShownOfOthers(site));
        before.ExceptWith(DeletedByOthers(site));
        Assert.True(before.Count == 0, $"Undo hid what others had written: {string.Join(", ", before)}");
    }

    /// <summary>Back to what was once shown, here or elsewhere, if all of it is here.</summary>
    private void Revert(Site site)
    {
        VersionVector version = _versions[_random.Next(_versions.Count)];
        if (!site.Document.Version.Includes(version)) return;
        ReadOnlyMemory<byte> update = site.Document.Revert(version);
        _log.Add($"{site.Name}: revert to {version}{(update.IsEmpty ? " (nothing to do)" : "")}");
        if (!update.IsEmpty)
        {
            _updates.Add(update.ToArray());
            _versions.Add(site.Document.Version);
            site.Oracle.Apply(_updates[^1]);
            site.HasRestored = true;
        }
        Compare(site);
        Assert.Equal(new PlainPage(site.Document.At(version)).ToString(), new PlainPage(site.Document).ToString());
    }

    /// <summary>The net parts in two, or comes together. Who joins from now on is on the first side.</summary>
    private void Part()
    {
        _sides = _sides.Length > 0 ? [] : [.. _sites.Select(_ => _random.Next(2))];
        _log.Add(_sides.Length > 0 ? $"the net parts: {string.Join(' ', _sides)}" : "the net comes together");
    }

    private bool IsParted(Site one, Site other) => SideOf(one) != SideOf(other);

    private int SideOf(Site site) => _sites.IndexOf(site) is var at && at < _sides.Length ? _sides[at] : 0;

    private static IEnumerable<Key> DeletedByOthers(Site site)
    {
        var view = new OracleView(site.Oracle);
        HashSet<Key> deleted = [.. site.Oracle.Placements.Where(placement => placement.OldParent is not null && placement.Id.Replica != site.Document.Replica.Value).Select(placement => placement.Block)];
        return view.ShownChildren(Key.Trash).Where(deleted.Contains).SelectMany(top => view.Walk(top).Select(at => at.Block).Append(top)).SelectMany(view.Characters).Select(element => element.Id);
    }

    private static HashSet<Key> ShownOfOthers(Site site)
    {
        var view = new OracleView(site.Oracle);
        return [.. view.Walk(Key.Root).SelectMany(at => view.Characters(at.Block)).Select(element => element.Id).Where(id => id.Replica != site.Document.Replica.Value)];
    }
}
