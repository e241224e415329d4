using System.Diagnostics.CodeAnalysis;

namespace Notion.Crdt;

/// <summary>
/// A snapshot of which only what is shown has been read: blocks, properties and text. Everything else stays in its columns.
/// </summary>
/// <remarks>Immutable but for <see cref="Unpack"/>, which one thread at a time may call: safe for any number of readers.</remarks>
internal sealed class PackedPage
{
    private readonly ColumnSet _columns;
    private readonly ColumnSet _history;
    private readonly ReadOnlyMemory<byte> _text;
    private readonly (int Start, int End)[] _regions;
    private readonly int[] _firstBlocks;
    private int _changeCount = -1;

    /// <param name="columns">The state section.</param>
    /// <param name="history">The history section; it is not looked into before somebody asks for it, unless it is cut off.</param>
    /// <param name="base">Where the snapshot says that its history is cut off, the bytes of the state section; else null.</param>
    /// <param name="limits">What is taken at most.</param>
    /// <exception cref="CrdtException">The columns contradict themselves or one another, or go beyond the limits.</exception>
    public PackedPage(ColumnSet columns, ColumnSet history, ReadOnlyMemory<byte>? @base, DecodeLimits limits)
    {
        _columns = columns;
        _history = history;
        Outline = new Outline(Blocks);
        var shown = new ShownLoader(Replicas, Blocks, new NameTable(), limits);
        shown.Load(columns);
        Clock = shown.Clock;
        Cut = @base is { } section ? CutColumn.Read(history, Replicas, section) : HistoryCut.None;
        if (@base is not null && Cut.IsEmpty) throw SnapshotReader.Malformed("it does not say what it needs");
        _text = shown.Text;
        _regions = shown.Regions;
        _firstBlocks = shown.FirstBlocks;
        HasMarks = columns.Contains(SnapshotColumn.Marks);
        for (int i = 2; i < Blocks.NextIndex; i++)
        {
            ref ShownLoader.Standing standing = ref shown.Standings[i];
            Blocks[i].IsOff = standing.Is(StateColumns.IsOff);
            Blocks[i].Attach(Blocks[standing.Parent], standing.Position, standing.Kind);
        }
    }

    /// <summary>What the envelope says; see <see cref="SnapshotExtras"/>.</summary>
    public byte[]? Id { get; init; }

    public long Generation { get; init; }

    public long Optional { get; init; }

    /// <summary>The writers; of each only its id, and how far it has come.</summary>
    public ReplicaTable Replicas { get; } = new();

    public BlockTable Blocks { get; } = new();

    public Outline Outline { get; }

    public HlcTimestamp Clock { get; }

    /// <summary>Up to where changes are gone.</summary>
    public HistoryCut Cut { get; }

    public bool HasMarks { get; }

    public int ChangeCount => _changeCount >= 0 ? _changeCount : _changeCount = SnapshotReader.CountChanges(_history);

    public BlockNode? FindBlock(BlockId id)
    {
        if (id == BlockId.Root) return Blocks.Root;
        if (!id.TryGetCreation(out OpId creation) || Replicas.Find(creation.Replica.Value) is not { } replica) return Blocks.FindImport(id);
        int low = _firstBlocks[replica.Index], high = _firstBlocks[replica.Index + 1];
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            int order = Blocks[middle].Created.Counter.CompareTo(creation.Counter);
            if (order == 0) return Blocks[middle].IsField ? null : Blocks[middle];
            if (order < 0) low = middle + 1;
            else high = middle;
        }
        return Blocks.FindImport(id);
    }

    /// <summary>What a block shows; false for one whose boundary is off: where its text begins is not told here.</summary>
    public bool TryRead(BlockNode block, [NotNullWhen(true)] out string? text)
    {
        text = string.Empty;
        if (block.IsOff || block.Successor is not null) return false;
        if (block.FlowingChildren == 0)
        {
            text = TextOf(block);
            return true;
        }
        var pieces = new List<BlockNode>();
        Outline.CollectPieces(block, pieces);
        text = string.Concat(pieces.Select(TextOf));
        return true;
    }

    /// <summary>The length of what a block shows, in UTF-16 units; false as for <see cref="TryRead"/>.</summary>
    public bool TryReadLength(BlockNode block, out int length)
    {
        length = 0;
        if (block.IsOff || block.Successor is not null) return false;
        var pieces = new List<BlockNode>();
        Outline.CollectPieces(block, pieces);
        foreach (BlockNode piece in pieces) length += System.Text.Encoding.UTF8.GetCharCount(Utf8Of(piece));
        return true;
    }

    /// <summary>Fills an empty state with all of the document.</summary>
    /// <exception cref="CrdtException">The columns contradict themselves or one another, or go beyond the limits.</exception>
    public void Unpack(DocumentState state, DecodeLimits limits)
    {
        if (Cut.IsEmpty && _history.LengthOf(SnapshotColumn.Cut) > 0) throw SnapshotReader.Malformed("it does not say what it needs");
        new StateLoader(state, limits).Load(_columns);
        if (state.Generation.Number != Generation) throw SnapshotReader.Malformed("it does not say its generation");
        if (ChangeCount > 0) state.Archive = new ChangeArchive(_history, ChangeCount, state, limits.MaxBytes);
        state.Extras = new SnapshotExtras { Id = Id, Optional = Optional, State = Unknown(_columns), History = Unknown(_history) };
        state.Cut = Cut;
    }

    private static ColumnSet Unknown(ColumnSet columns)
    {
        var unknown = new ColumnSet();
        foreach (int number in columns.Numbers)
            if (!Enum.IsDefined((SnapshotColumn)number)) unknown.Add(number, columns);
        return unknown;
    }

    private string TextOf(BlockNode block) => System.Text.Encoding.UTF8.GetString(Utf8Of(block));

    private ReadOnlySpan<byte> Utf8Of(BlockNode block)
    {
        if (block.Index < 2) return default;
        (int start, int end) = _regions[block.Index];
        return _text.Span[start..end];
    }
}
