namespace Notion.Crdt;

/// <summary>Applies the operations of one remote change. What they refer to must lie in what their author had seen: that is checked, and is the same on every replica.</summary>
internal readonly ref partial struct OpApplier(
    DocumentState state, ReplicaState replica, HlcTimestamp time, string? author, ReadOnlySpan<byte> update, List<Placement> placements, DecodeLimits limits)
{
    private readonly ReadOnlySpan<byte> _update = update;

    public void Apply(in DecodedOp op)
    {
        switch (op.Kind)
        {
            case OpKind.Insert: Insert(op); break;
            case OpKind.Erase: Erase(op, op.Times); break;
            case OpKind.Restore: Erase(op, -op.Times); break;
            case OpKind.Create or OpKind.Split: Create(op); break;
            case OpKind.Move or OpKind.Delete or OpKind.Join or OpKind.Continue: Place(op); break;
            case OpKind.SetProperty: state.SetProperty(Block(op.Target, op.Counter), Name(op.Text), op.Value, StampOf(op)); break;
            case OpKind.SetType: state.SetType(Block(op.Target, op.Counter), Name(op.Text), StampOf(op)); break;
            case OpKind.AddToSet or OpKind.RemoveFromSet or OpKind.Increment: ChangeValue(op); break;
            case OpKind.BeginText: BeginText(op); break;
            case OpKind.Mark: Mark(op); break;
            case OpKind.Switch: Switch(op); break;
            default: break;                             // from a newer version: kept in the history and passed on
        }
    }

    private void Insert(in DecodedOp op)
    {
        ElementId left = Element(op.Target, op.Counter);
        if (op.Other == Ref.Inherited && op.Counters == 1 && TryGoOn(left, op)) return;
        ElementId right = op.Other == Ref.Inherited ? RightOf(left) : op.Other.IsOperation ? Element(op.Other, op.Counter) : ElementId.None;
        if (state.IsInField(left)) state.Tracker?.TouchFieldAt(left);
        ReadOnlySpan<byte> utf8 = _update[op.Text];
        int content = replica.Text.Length;
        int units = replica.Text.AppendUtf8(utf8), counter = op.Counter;
        while (units > 0)
        {
            ReadOnlySpan<char> text = replica.Text.Slice(content, units);
            int run = Surrogates.FirstRun(text, out SpanKind kind);
            int elements = run / (int)kind;
            var id = new ElementId(replica.Index, counter);
            int span;
            try
            {
                span = state.Sequences.InsertText(id, elements, kind, content, left, right);
            }
            catch (CrdtException)
            {
                replica.Text.Truncate(content);
                throw;
            }
            state.NoteInserted(id, elements, content);
            if (state.Tracker is { } tracker)
            {
                int from = counter - state.Sequences.Tree[span].Counter;
                tracker.SplicedAt(span, from, from + elements, inserted: true);
            }
            counter += elements;
            content += run;
            units -= run;
            left = new ElementId(replica.Index, counter - 1);
        }
    }

    /// <summary>
    /// A keystroke that goes on where its author's last one was: one character of ASCII, at the end of the span of its left neighbour. Where nobody else inserted there at the same time, the
    /// element behind is still the right neighbour, and the span becomes longer.
    /// </summary>
    private bool TryGoOn(ElementId left, in DecodedOp op)
    {
        int content = replica.Text.Length, span = state.Sequences.FindSpan(left);
        if (span < 0 || left.Replica != replica.Index || _update[op.Text] is not [< 0x80 and var unit]) return false;
        ref Span item = ref state.Sequences.Tree[span];
        if (item.End != op.Counter || item.Kind != SpanKind.Basic || item.Deleted || state.Sequences.ElementAfter(span, item.Length) != item.Right) return false;
        if (state.IsInField(left)) state.Tracker?.TouchFieldAt(left);
        replica.Text.Append((char)unit);
        state.Sequences.Extend(span, 1);
        state.NoteInserted(new ElementId(replica.Index, op.Counter), 1, content);
        state.Tracker?.SplicedAt(span, item.Length - 1, item.Length, inserted: true);
        return true;
    }

    private void Erase(in DecodedOp op, int change)
    {
        ElementId first = Element(op.Target, op.Counter);
        RequireSeen(op.Target.Replica, first.Replica, first.Counter + op.Length - 1, op.Counter);
        if (!state.Sequences.AreCharacters(first, op.Length)) throw Merger.Invalid("it erases or restores what is not text");
        state.AddErasures(first, op.Length, change);
    }

    private void BeginText(in DecodedOp op)
    {
        RequireRoom();
        state.AddField(Block(op.Target, op.Counter), Name(op.Text), StampOf(op), author);
    }

    private void RequireRoom()
    {
        if (state.Blocks.Count >= limits.MaxBlocks)
            throw new CrdtException(CrdtErrorCode.LimitExceeded, $"The document would have more than {limits.MaxBlocks} blocks. Raise DecodeLimits.MaxBlocks if that is meant.");
    }

    private void Create(in DecodedOp op)
    {
        RequireRoom();
        var id = new ElementId(replica.Index, op.Counter);
        BlockNode parent = Block(op.Other, op.Counter);
        BlockNode block;
        if (op.Kind == OpKind.Create)
        {
            block = state.AddBlock(StampOf(op), Name(op.Text), author);
            state.AddHead(block, id);
            if (op.Length > 0) state.Blocks.AddImport(BlockId.From(_update.Slice(op.Length, BlockId.Size)), block);
        }
        else
        {
            ElementId left = Element(op.Left, op.Counter);
            ElementId right = op.Right.IsOperation ? Element(op.Right, op.Counter) : ElementId.None;
            if (state.IsInField(left)) throw Merger.Invalid("it splits the text of a property");
            block = state.AddBlock(StampOf(op), Name(op.Text), author);
            state.AddBoundary(block, id, left, right);
        }
        Note(new Placement(StampOf(op), block, parent, Position(op), PlacementKind.Child));
    }

    private void Place(in DecodedOp op)
    {
        BlockNode block = Block(op.Target, op.Counter), parent = Block(op.Other, op.Counter);
        string position = Position(op);
        Note(op.Kind switch
        {
            OpKind.Delete => new Placement(StampOf(op), block, state.Blocks.Trash, "0", PlacementKind.Child) { OldParent = parent, OldPosition = position },
            OpKind.Join => new Placement(StampOf(op), block, parent, position, PlacementKind.Joined),
            OpKind.Continue => new Placement(StampOf(op), block, parent, position, PlacementKind.Continuation),
            _ => new Placement(StampOf(op), block, parent, position, PlacementKind.Child),
        });
    }

    private void Note(Placement placement)
    {
        state.NotePlacement(placement);
        placements.Add(placement);
    }

    private Stamp StampOf(in DecodedOp op) => new(time, replica.Index, op.Counter);

    private string Name(Range range) => state.Names.Get(_update[range]);

    private string Position(in DecodedOp op) => PositionTag.Expand(_update[op.Position], replica.Tag);

    /// <summary>The right neighbour with which an element was inserted.</summary>
    private ElementId RightOf(ElementId left)
    {
        int span = state.Sequences.FindSpan(left);
        return span >= 0 ? state.Sequences.Tree[span].Right : throw Merger.Invalid("it goes on from what is no text");
    }

    private BlockNode Block(Ref reference, int counter)
    {
        if (reference == Ref.Root) return state.Blocks.Root;
        if (reference == Ref.Trash) return state.Blocks.Trash;
        return state.FindBlock(Element(reference, counter)) ?? throw Merger.Invalid("it refers to a block that does not exist");
    }

    private ElementId Element(Ref reference, int counter)
    {
        ReplicaState? other = reference.Replica == replica.Id.Value ? replica : state.Replicas.Find(reference.Replica);
        int index = other?.Index ?? -1;
        RequireSeen(reference.Replica, index, reference.Counter, counter);
        return new ElementId(index, reference.Counter);
    }

    private void RequireSeen(long id, int index, int counter, int by)
    {
        bool seen = id == replica.Id.Value ? counter < by : index >= 0 && replica.Knowledge.SeenAt(by, index) > counter;
        if (!seen) throw Merger.Invalid("it refers to what its author had not seen");
    }
}
