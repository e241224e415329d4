namespace Notion.Crdt;

/// <summary>Making again what others than the retracted changes did, and telling what went with these.</summary>
internal sealed partial class Rebaser
{
    private bool _isRetraction;

    /// <param name="dependents">What goes along with what is taken back.</param>
    /// <param name="again">The changes to make again, where they do not depend on what goes.</param>
    /// <param name="retracted">The changes that are taken back.</param>
    public RetractionResult Retract(Dependents dependents, HashSet<(int Replica, int Change)> again, IEnumerable<(int Replica, int Change)> retracted)
    {
        _isRetraction = true;
        _ours = [.. again, .. retracted];
        VersionVector kept = _has = _toDocument.Version;
        var dropped = new List<OpId>();
        var written = new HashSet<BlockNode>();
        foreach ((int Replica, int Change) at in dependents.Leaving)
        {
            if (again.Contains(at) && !dependents.IsDependent(at))
            {
                Carry(at);
                continue;
            }
            dependents.Drop(at);
            dropped.Add(new OpId(_from.Replicas[at.Replica].Id, FirstCounter(at)));
            Read(at);
            foreach (DecodedOp op in _decoder.Ops) Report(op, written);
        }
        Settle();
        return new RetractionResult(_toDocument, kept, _toDocument.ExportSince(kept), dropped, MadeAgain(), [.. written.SelectMany(block => TextLost(block, dependents))], _lost);
    }

    private void Report(in DecodedOp op, HashSet<BlockNode> written)
    {
        const RebaseLossReason reason = RebaseLossReason.Retracted;
        switch (op.Kind)
        {
            case OpKind.Insert:
                string text = StillShown(op);
                if (text.Length == 0) break;
                BlockNode block = Shown(new ElementId(_replica.Index, op.Counter));
                written.Add(block);
                Lose(op, reason, block, text: text);
                break;
            case OpKind.Create or OpKind.Split:
                Lose(op, reason, _from.FindBlock(new ElementId(_replica.Index, op.Counter))!, value: Name(op.Text));
                break;
            case OpKind.SetType: Lose(op, reason, Block(op.Target), value: Name(op.Text)); break;
            case OpKind.SetProperty or OpKind.AddToSet or OpKind.RemoveFromSet or OpKind.Increment: Lose(op, reason, Block(op.Target), Name(op.Text), value: op.Value); break;
            case OpKind.Mark: Lose(op, reason, Shown(Element(op.Target)), Name(op.Text), value: op.Value); break;
            case OpKind.Switch:
                int mark = _from.Marks.Find(Element(op.Target));
                if (mark < 0) break;
                Lose(op, reason, Shown(_from.Marks[mark].Start.Element), _from.Marks.KeyOf(mark).Type, value: _from.Marks[mark].Value);
                break;
            case OpKind.Move or OpKind.Join or OpKind.Continue or OpKind.Delete: Lose(op, reason, Block(op.Target)); break;
            case OpKind.Erase or OpKind.Restore or OpKind.BeginText: break;
            default: Lose(op, RebaseLossReason.UnknownOperation, _from.Blocks.Root); break;
        }
    }

    /// <summary>What of an insertion is still shown in the document before.</summary>
    private string StillShown(in DecodedOp op)
    {
        var text = new System.Text.StringBuilder();
        for (int counter = op.Counter, end = op.Counter + op.Counters; counter < end;)
        {
            ref Span item = ref _from.Sequences.Tree[_from.Sequences.FindSpan(new ElementId(_replica.Index, counter))];
            int count = Math.Min(end, item.End) - counter;
            if (!item.Deleted) text.Append(_replica.Text.Slice(item.Content + ((counter - item.Counter) * (int)item.Kind), count * (int)item.Kind));
            counter += count;
        }
        return text.ToString();
    }

    private IEnumerable<LostText> TextLost(BlockNode block, Dependents dependents)
    {
        var text = new System.Text.StringBuilder();
        foreach (ShownRun run in new ShownText(_from, block).Runs)
        {
            for (int i = 0; i < run.Length; i++)
                if (dependents.IsDropped(new ElementId(run.Replica, run.Counter + i))) text.Append(_from.Replicas[run.Replica].Text.Slice(run.Content + (i * run.UnitsEach), run.UnitsEach));
        }
        if (text.Length > 0) yield return new LostText(block.IsField ? block.Parent!.Id : block.Id, block.IsField ? block.Type : null, text.ToString());
    }
}
