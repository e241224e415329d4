namespace Notion.Crdt.Interchange;

/// <summary>Goes through a block and all that is shown under it, without recursion: a document may be as deep as it likes.</summary>
internal abstract class BlockWalk
{
    private readonly Stack<IEnumerator<Block>> _open = new();

    protected abstract void Enter(Block block, BlockContent content);

    protected abstract void Leave();

    /// <summary>Visits the blocks, each before those under it, and returns how many there were.</summary>
    protected int Run(IEnumerable<Block> blocks, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        int count = 0;
        _open.Push(blocks.GetEnumerator());
        while (true)
        {
            if (_open.Peek().MoveNext())
            {
                Block block = _open.Peek().Current;
                Enter(block, BlockContent.Alone(block));
                _open.Push(block.Children.GetEnumerator());
                if (++count % 1_000 != 0) continue;
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(count);
            }
            else
            {
                _open.Pop().Dispose();
                if (_open.Count == 0) return count;
                Leave();
            }
        }
    }
}
