namespace Notion.Crdt;

/// <summary>Looks at what an open transaction did, by its journal, and at nothing else: what was against the schema before stays so without hindering anybody.</summary>
internal readonly struct SchemaCheck(Document document, BlockSchema schema)
{
    private readonly List<SchemaViolation> _violations = [];

    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.SchemaViolation"/></exception>
    public void Run()
    {
        DocumentState state = document.State;
        HashSet<BlockNode> texts = [], places = [];
        foreach (ref readonly UndoStep step in state.Journal)
        {
            switch (step.Kind)
            {
                case UndoKind.Placed:
                    if (step.Before is not Standing stood || stood.Parent != step.Block.Parent) places.Add(step.Block);
                    if (step.Block.Placed is { Kind: not PlacementKind.Child }) texts.Add(state.Arrangement.Shown(step.Block));     // its text flows elsewhere now
                    else if (!step.Block.IsHead && step.Block.Placed?.Stamp == step.Block.Created) texts.Add(step.Block);           // it was split off, with text
                    break;
                case UndoKind.TypeSet:
                    places.Add(step.Block);
                    texts.Add(step.Block);
                    foreach (Block child in new Block(document, step.Block).Children) schema.CheckPlace(child, _violations);
                    foreach (string key in new Block(document, step.Block).Properties.Keys) schema.CheckProperty(new Block(document, step.Block), key, _violations);
                    break;
                case UndoKind.PropertyAdded or UndoKind.PropertySet:
                    string name = step.Before is PropertyRegister register ? register.Key : (string)step.Before!;
                    schema.CheckProperty(new Block(document, step.Block), name, _violations);
                    break;
                case UndoKind.Inserted when step.Length >= 0:
                case UndoKind.Restored:
                    AddTexts(step, texts);
                    break;
            }
        }
        foreach (BlockNode node in places)
        {
            var block = new Block(document, node);
            if (!block.IsLive) continue;
            schema.CheckPlace(block, _violations);
            schema.CheckChildCount(block, _violations);
            if (block.Parent is { } parent) schema.CheckChildCount(parent, _violations);
        }
        foreach (BlockNode node in texts)
            if (new Block(document, node) is { IsLive: true } block) schema.CheckText(block, _violations);
        if (_violations.Count > 0)
            throw new CrdtException(CrdtErrorCode.SchemaViolation, $"{_violations[0].Message} Nothing was committed: correct it and commit again, or dispose the transaction.") { Violation = _violations[0] };
    }

    /// <summary>The blocks that show what a step brought in: consecutive characters may lie in several.</summary>
    private void AddTexts(in UndoStep step, HashSet<BlockNode> texts)
    {
        DocumentState state = document.State;
        for (int counter = step.Element.Counter, end = counter + step.Count; counter < end;)
        {
            ElementId element = step.Element with { Counter = counter };
            int span = state.Sequences.FindSpan(element);
            if (!state.IsInField(element)) texts.Add(state.Arrangement.Shown(state.Arrangement.RegionAt(span)));
            counter = state.Sequences.Tree[span].End;
        }
    }
}
