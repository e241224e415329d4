using Notion.Crdt;
using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Claims;
using Notion.Sync.Simulation.Runs;

namespace Notion.Sync.Simulation.Clients;

/// <content>Defects put in on purpose, at the seams of the real parts: see <see cref="Breakage"/>.</content>
internal sealed partial class ClientNode
{
    private void BreakAfterDisconnecting()
    {
        foreach (OpenPage page in _pages.Values)
        {
            StoredPage stored = _store.Read(page.Replica.Page);
            if (stored.Pending.Count == 0 || page.Replica.PendingCount != stored.Pending.Count) continue;
            switch (_world.Plan.Breakage)
            {
                case Breakage.ForgetsUnsent:
                    page.Replica = new PageReplica(page.Replica.Page, stored with { Pending = [.. stored.Pending.SkipLast(1)] }, _options);
                    break;
                case Breakage.ResendsUnderAnotherId:
                    OpId[] pending = [.. stored.Pending.Select(edit => new OpId(edit.Change.Replica, edit.Change.End - 1))];
                    RetractionResult again = page.Replica.Document.Retract([pending[0]], pending, ReplicaId.Create(_chance));
                    IEnumerable<PendingChange> renamed = ChangeBatch.Split(again.Update).Select((update, i) =>
                    {
                        ChangeHeader header = again.Document.Inspect(update)[0];
                        return new PendingChange(1_000_000 + i, new LocalChange(header.Replica, header.FirstCounter + header.CounterCount, update));
                    });
                    page.Replica = new PageReplica(page.Replica.Page, new StoredPage([new StoredUpdate(999_999, again.Document.Save())], [.. renamed]), _options);
                    break;
            }
        }
    }

    private ClientEvent Tamper(PageReplica page, ClientEvent happened)
    {
        if (_world.Plan.Breakage != Breakage.ForgetsSupply || happened is not ClientEvent.PageOpened opened || opened.Channel != page.Channel) return happened;
        HashSet<ReplicaId> own = [.. _store.Read(page.Page).Pending.Select(pending => pending.Change.Replica), page.Document.Replica];
        return opened with { Committed = opened.Committed.Union(VersionVector.From(page.Document.Version.Where(seen => !own.Contains(seen.Key)))) };
    }

    private void KeepDependents(PageReplica page, List<int> tokens)
    {
        if (_world.Plan.Breakage != Breakage.KeepsDependents || tokens.Count < 2) return;
        int kept = tokens[^1];
        tokens.RemoveAt(tokens.Count - 1);
        using Transaction transaction = page.Document.Begin();
        transaction.InsertText(transaction.CreateBlock("paragraph", BlockId.Root), 0, Tokens.Of(kept));
        transaction.Commit();
    }
}
