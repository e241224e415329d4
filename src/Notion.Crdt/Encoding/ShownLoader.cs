using System.Text.Unicode;

namespace Notion.Crdt;

/// <summary>
/// Reads the columns that say what a document shows: the replicas, the blocks and where each stands, their properties, and the shown text. They serve by themselves while
/// nobody asks for more (<see cref="PackedPage"/>), and are what everything else of the document is checked against (<see cref="StateLoader"/>).
/// </summary>
internal sealed class ShownLoader(ReplicaTable replicas, BlockTable blocks, NameTable names, DecodeLimits limits)
{
    private readonly List<string> _names = [];
    private int _named;                                 // how many of the names were used

    /// <summary>The replicas by their numbers in the snapshot.</summary>
    public List<ReplicaState> Replicas { get; } = [];

    /// <summary>The number of the first block of each replica, and one more: the blocks are sorted by replica and counter.</summary>
    public int[] FirstBlocks { get; private set; } = [];

    /// <summary>By block number.</summary>
    public Standing[] Standings { get; private set; } = [];

    /// <summary>The blocks whose regions make up the shown text, in its order.</summary>
    public int[] RegionOwners { get; private set; } = [];

    /// <summary>Where in the shown text, in bytes, the region of each block begins, by block number; and where it ends.</summary>
    public (int Start, int End)[] Regions { get; private set; } = [];

    /// <summary>The shown text in UTF-8.</summary>
    public ReadOnlyMemory<byte> Text { get; private set; }

    /// <summary>The latest timestamp of all replicas.</summary>
    public HlcTimestamp Clock { get; private set; }

    /// <summary>How a block stands.</summary>
    internal struct Standing
    {
        public int Parent;
        public int Form;

        /// <summary>The replica whose placement put it there.</summary>
        public int PlacedBy;

        public string Position;

        public readonly PlacementKind Kind => (PlacementKind)(Form & StateColumns.KindBits);

        public readonly bool Is(int bit) => (Form & bit) != 0;
    }

    /// <exception cref="CrdtException">They contradict themselves or one another, or go beyond the limits.</exception>
    public void Load(ColumnSet columns)
    {
        ReadNames(columns);
        ReadReplicas(columns);
        ReadIds(columns);
        ReadStandings(columns);
        ReadImports(columns);
        ReadProperties(columns);
        ReadRegions(columns);
    }

    public string? Name(ref ColumnReader column)
    {
        int number = column.Read(_named + 1);
        if (number == 0) return null;
        if (number > 1) return _names[number - 2];
        return _named < _names.Count ? _names[_named++] : throw SnapshotReader.Malformed("a name is missing");
    }

    public string RequiredName(ref ColumnReader column) => Name(ref column) ?? throw SnapshotReader.Malformed("a name is missing");

    public PropertyValue ReadValue(ref ColumnReader column) => (PropertyKind)column.Read((int)PropertyKind.String) switch
    {
        PropertyKind.Boolean => column.Read(1) == 1,
        PropertyKind.Integer => column.ReadSigned(),
        PropertyKind.Number => BitConverter.UInt64BitsToDouble(column.Read()),
        PropertyKind.String => RequiredName(ref column),
        _ => PropertyValue.Null,
    };

    /// <summary>The number of the block that an operation created; -1 where it created none.</summary>
    public int FindBlock(int replica, int counter)
    {
        int low = FirstBlocks[replica], high = FirstBlocks[replica + 1];
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            int order = blocks[middle].Created.Counter.CompareTo(counter);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle;
        }
        return -1;
    }

    private void ReadNames(ColumnSet columns)
    {
        ColumnReader column = columns.Open(SnapshotColumn.Names);
        while (!column.AtEnd)
        {
            ReadOnlySpan<byte> name = column.ReadBytes(column.Read(int.MaxValue));
            if (!Utf8.IsValid(name)) throw SnapshotReader.Malformed("a name is not UTF-8");
            _names.Add(names.Get(name));
        }
    }

    private void ReadReplicas(ColumnSet columns)
    {
        ColumnReader column = columns.Open(SnapshotColumn.Replicas);
        int count = column.ReadCount();
        long last = 0;
        for (int i = 0; i < count; i++)
        {
            ulong id = column.Read();
            if (id > ReplicaId.MaxValue || (long)id <= last) throw SnapshotReader.Malformed("its replicas are not in order");
            last = (long)id;
            ReplicaState replica = replicas.GetOrAdd(new ReplicaId(last));
            replica.End = column.Read(OpId.MaxCounter + 1);
            replica.Time = new HlcTimestamp(column.Read());
            int counter = 0;
            for (int steps = column.ReadCount(); steps > 0; steps--)
            {
                counter += column.Read(OpId.MaxCounter - counter);
                replica.Authors.Note(counter, Name(ref column));
            }
            if (replica.Time > Clock) Clock = replica.Time;
            Replicas.Add(replica);
        }
        if (!column.AtEnd) throw SnapshotReader.Malformed("its column of replicas is too long");
    }

    private void ReadIds(ColumnSet columns)
    {
        ColumnReader ids = columns.Open(SnapshotColumn.Blocks), types = columns.Open(SnapshotColumn.Types);
        FirstBlocks = new int[Replicas.Count + 1];
        FirstBlocks[0] = blocks.NextIndex;
        for (int i = 0; i < Replicas.Count; i++)
        {
            ReplicaState replica = Replicas[i];
            int next = 0;
            for (int left = ids.AtEnd ? 0 : ids.ReadCount(); left > 0; left--)
            {
                if (blocks.Count == limits.MaxBlocks)
                    throw new CrdtException(CrdtErrorCode.LimitExceeded, $"The snapshot has more than {limits.MaxBlocks} blocks. Raise DecodeLimits.MaxBlocks if that is meant.");
                int counter = next + ids.Read(OpId.MaxCounter - next);
                if (counter >= replica.End) throw SnapshotReader.Malformed("an operation is not one of its replica's");
                next = counter + 1;
                var created = new Stamp(default, replica.Index, counter);
                blocks.Add(new BlockNode(blocks.NextIndex, BlockId.From(new OpId(replica.Id, counter)))
                {
                    Created = created,
                    CreatedBy = replica.Authors.At(counter),
                    Type = RequiredName(ref types),
                    TypeStamp = created,
                });
            }
            FirstBlocks[i + 1] = blocks.NextIndex;
        }
        if (!ids.AtEnd || !types.AtEnd) throw SnapshotReader.Malformed("its column of blocks is too long");
    }

    private void ReadStandings(ColumnSet columns)
    {
        ColumnReader forms = columns.Open(SnapshotColumn.Standing), parents = columns.Open(SnapshotColumn.Parents);
        var positions = new PositionReader(columns.Get(SnapshotColumn.Positions).Span, columns.Get(SnapshotColumn.PositionLetters).Span, limits.MaxBytes);
        Standings = new Standing[blocks.NextIndex];
        int parent = 0;
        for (int replica = 0; replica < Replicas.Count; replica++)
        {
            for (int i = FirstBlocks[replica]; i < FirstBlocks[replica + 1]; i++)
            {
                var standing = new Standing { Form = forms.Read(StateColumns.Forms - 1), PlacedBy = replica };
                if (standing.Is(StateColumns.WasMoved)) standing.PlacedBy = forms.Read(Replicas.Count - 1);
                parent = standing.Parent = ReadParent(ref parents, i, parent);
                standing.Position = positions.Read(Replicas[standing.PlacedBy].Tag);
                Check(standing, i);
                Standings[i] = standing;
                blocks[i].IsHead = !standing.Is(StateColumns.IsHalf);
                blocks[i].Kind = standing.Kind;
                if (standing.Kind == PlacementKind.Field) blocks.FieldCount++;
            }
        }
        if (!forms.AtEnd || !parents.AtEnd || !positions.AtEnd) throw SnapshotReader.Malformed("its columns of places are too long");
        RequireTree();
    }

    private int ReadParent(ref ColumnReader column, int block, int before)
    {
        int form = column.Read(int.MaxValue);
        if (form == 0) return before;
        if (form < 3) return form - 1;
        long zigzag = form - 3, parent = block - ((zigzag >> 1) ^ -(zigzag & 1));
        return parent >= 2 && parent < blocks.NextIndex ? (int)parent : throw SnapshotReader.Malformed("a block stands nowhere");
    }

    private static void Check(in Standing standing, int block)
    {
        bool flows = standing.Kind != PlacementKind.Child;
        if (standing.Parent == block || (flows && standing.Parent < 2 && (standing.Kind != PlacementKind.Field || standing.Parent == BlockTable.TrashIndex))
            || (standing.Kind == PlacementKind.Field && standing.Form != (int)PlacementKind.Field)
            || (standing.Is(StateColumns.IsOff) && (standing.Kind != PlacementKind.Joined || !standing.Is(StateColumns.IsHalf)))
            || (standing.Is(StateColumns.WasMoved) && standing.Is(StateColumns.StandsElsewhere)))
            throw SnapshotReader.Malformed("a block stands as none can");
    }

    /// <summary>Whether from every block one comes to the root or the trash.</summary>
    private void RequireTree()
    {
        var rooted = new bool[Standings.Length];
        rooted[0] = rooted[1] = true;
        for (int i = 2; i < rooted.Length; i++)
        {
            if (blocks[Standings[i].Parent].IsField || (blocks[i].IsField && blocks[i].Type.Length == 0)) throw SnapshotReader.Malformed("a block stands as none can");
            int steps = 0, top = i;
            for (; !rooted[top]; top = Standings[top].Parent)
                if (++steps > rooted.Length) throw SnapshotReader.Malformed("a block stands under itself");
            for (int at = i; at != top; at = Standings[at].Parent) rooted[at] = true;
        }
    }

    private void ReadImports(ColumnSet columns)
    {
        ColumnReader column = columns.Open(SnapshotColumn.Imports);
        for (int next = 0; !column.AtEnd;)
        {
            int block = next + column.Read(int.MaxValue - next);
            var uuid = BlockId.From(column.ReadBytes(BlockId.Size));
            if (block < 2 || block >= blocks.NextIndex || blocks[block].IsField || !blocks[block].IsHead || uuid.IsFixed) throw SnapshotReader.Malformed("a UUID is of no block");
            next = block + 1;
            blocks.AddImport(uuid, blocks[block]);
        }
    }

    private void ReadProperties(ColumnSet columns)
    {
        ColumnReader owners = columns.Open(SnapshotColumn.Properties), keys = columns.Open(SnapshotColumn.PropertyKeys), values = columns.Open(SnapshotColumn.PropertyValues);
        for (int next = 0; !owners.AtEnd;)
        {
            int block = next + owners.Read(int.MaxValue - next);
            if (block >= blocks.NextIndex || blocks[block].IsField) throw SnapshotReader.Malformed("a property is of no block");
            next = block + 1;
            int count = owners.Read(keys.Remaining);
            var registers = new PropertyRegister[count];
            for (int i = 0; i < count; i++)
            {
                string key = RequiredName(ref keys);
                if (i > 0 && string.CompareOrdinal(key, registers[i - 1].Key) <= 0) throw SnapshotReader.Malformed("the properties of a block are not in order");
                registers[i] = new PropertyRegister { Key = key, Value = ReadValue(ref values) };
            }
            blocks[block].Properties = registers;
        }
        if (!keys.AtEnd || !values.AtEnd) throw SnapshotReader.Malformed("its columns of properties are too long");
    }

    /// <summary>Shares the shown text out: the regions of sequences follow one another as their blocks do, and a half follows the block that it says.</summary>
    private void ReadRegions(ColumnSet columns)
    {
        ColumnReader column = columns.Open(SnapshotColumn.Regions);
        Text = columns.Get(SnapshotColumn.Text);
        ReadOnlySpan<byte> text = Text.Span;
        if (!Utf8.IsValid(text)) throw SnapshotReader.Malformed("its text is not UTF-8");
        var following = new int[blocks.NextIndex];
        int shown = 0;
        for (int i = 2; i < following.Length; i++)
        {
            if (Standings[i].Is(StateColumns.IsOff)) continue;
            shown++;
            if (!Standings[i].Is(StateColumns.IsHalf)) continue;
            long before = i - column.ReadSigned();
            if (before < 2 || before >= following.Length || following[before] != 0) throw SnapshotReader.Malformed("a text follows none");
            following[before] = i;
        }
        Regions = new (int, int)[following.Length];
        RegionOwners = new int[shown];
        int at = 0, start = 0;
        for (int head = 2; head < following.Length; head++)
        {
            if (Standings[head].Is(StateColumns.IsHalf)) continue;
            for (int block = head; block != 0; block = following[block])
            {
                if (at == shown || Standings[block].Is(StateColumns.IsOff)) throw SnapshotReader.Malformed("a text follows none");
                int end = start + column.Read(text.Length - start);
                if (end < text.Length && (text[end] & 0xc0) == 0x80) throw SnapshotReader.Malformed("a text ends inside a character");
                RegionOwners[at++] = block;
                Regions[block] = (start, end);
                start = end;
            }
        }
        if (at != shown || start != text.Length || !column.AtEnd) throw SnapshotReader.Malformed("its text is shared out wrongly");
    }
}
