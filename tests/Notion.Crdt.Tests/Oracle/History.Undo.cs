namespace Notion.Crdt.Tests.Oracle;

/// <summary>Undo and redo among everything else.</summary>
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
