using System.Runtime.CompilerServices;

namespace Notion.Crdt;

/// <summary>
/// A document that was opened shows its blocks and text without being unpacked. The first thing that needs more (an edit, a change of others, a cursor, the history) unpacks it.
/// </summary>
/// <remarks>
/// Unpacking changes nothing that can be seen, so it may happen while others read: it is done by one thread at a time, and readers go on with what they have. Where it fails, the snapshot was
/// not what its writer's checksum was made of by this library; the document then stays as it was, readable and packed.
/// </remarks>
public sealed partial class Document
{
    private volatile PackedPage? _packed;
    private volatile DocumentParts? _parts;

    internal DocumentState State => Parts.State;

    /// <summary>How the blocks stand.</summary>
    internal Outline Outline => Packed?.Outline ?? State.Arrangement;

    /// <summary>Whether nobody has needed more of the document than what it shows.</summary>
    internal bool IsPacked => _packed is not null;

    private PackedPage? Packed => _packed;

    private BlockTable Blocks => Packed?.Blocks ?? State.Blocks;

    private DocumentParts Parts => _parts ?? Unpack();

    private ReplicaState Own => Parts.Own;

    private Merger Merger => Parts.Merger;

    private ChangeWriter Writer => Parts.Writer;

    private BlockEditor Editing => Parts.Editor;

    internal string ReadText(BlockNode block) =>
        Packed is { } packed && packed.TryRead(block, out string? text) ? text : new TextReader(State).Read(block.Current);

    internal int ReadTextLength(BlockNode block) =>
        Packed is { } packed && packed.TryReadLength(block, out int length) ? length : new TextReader(State).Length(block.Current);

    internal RichText ReadRichText(BlockNode block) =>
        Packed is { HasMarks: false } packed && packed.TryRead(block, out string? text) ? RichText.From(text) : new RichTextReader(State).Read(block.Current);

    /// <summary>When a block was created. Times are not among what is shown.</summary>
    internal HlcTimestamp CreationTime(BlockNode block)
    {
        if (block.Index >= 2 && IsPacked) Unpack();
        return block.Current.Created.Time;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private DocumentParts Unpack()
    {
        if (_packed is not { } packed) return _parts!;          // another thread has just done it
        lock (packed)
        {
            if (_parts is { } done) return done;
            DocumentParts parts = Unpacked(packed);
            Become(parts, packed);
            return parts;
        }
    }

    private DocumentParts Unpacked(PackedPage packed)
    {
        var parts = new DocumentParts(new DocumentState(), Replica, _options);
        packed.Unpack(parts.State, _options.Limits);
        if (_options.VerifySnapshots) parts.State.RequireErasedText();
        return parts;
    }

    private void Become(DocumentParts parts, PackedPage packed)
    {
        RememberOwn(parts);
        for (int i = 0; i < packed.Blocks.NextIndex; i++) packed.Blocks[i].Successor = parts.State.Blocks[i];
        _parts = parts;                                         // before the other: who sees none of the one sees the other
        _packed = null;
    }

    /// <summary>
    /// Takes over all that a snapshot holds and this document has not: the smallest and quickest way to bring a whole history to another replica. All of it takes effect or, with an exception, nothing.
    /// </summary>
    /// <remarks>An empty document that nobody listens to becomes what <see cref="Load(ReadOnlySpan{byte}, ReplicaId, DocumentOptions?)"/> gives, and believes the snapshot as that does. Any other applies the changes
    /// that it lacks, as <see cref="Apply"/> does.</remarks>
    /// <param name="snapshot">What <see cref="Save"/> of any replica gave.</param>
    /// <exception cref="CrdtException">As for <see cref="Load(ReadOnlySpan{byte}, ReplicaId, DocumentOptions?)"/> and <see cref="Apply"/>; <see cref="CrdtErrorCode.HistoryTrimmed"/>: changes that this document
    /// lacks are not in the snapshot any more.</exception>
    public ApplyResult Merge(ReadOnlySpan<byte> snapshot)
    {
        RequireNoTransaction();
        RequireWritable();
        return IsUntouched ? TakeOver(snapshot) : Apply(Load(snapshot, Replica, _options).ExportSince(Version));
    }

    /// <summary>Whether nothing was done here yet, and nobody follows what is done.</summary>
    private bool IsUntouched => _packed is null && _changed is null && _histories.Length == 0 && Merger.Pending.Count == 0 && Version.Count == 0;

    private ApplyResult TakeOver(ReadOnlySpan<byte> snapshot)
    {
        RequireSize(snapshot.Length, _options);
        PackedPage packed = SnapshotReader.Read(snapshot.ToArray(), _options.Limits);
        BlockTable blocks = State.Blocks;
        var parts = _options.VerifySnapshots ? Unpacked(packed) : null;
        blocks.Root.Successor = packed.Blocks.Root;
        blocks.Trash.Successor = packed.Blocks.Trash;
        (_past, _reader, _version) = (null, null, null);
        _packed = packed;
        _parts = null;
        if (parts is not null) Become(parts, packed);
        return new ApplyResult(packed.ChangeCount, 0, 0, 0);
    }

    private static VersionVector VersionOf(ReplicaTable replicas)
    {
        var entries = new KeyValuePair<ReplicaId, int>[replicas.Count];
        for (int i = 0; i < entries.Length; i++) entries[i] = new(replicas[i].Id, replicas[i].End);
        return VersionVector.From(entries);
    }
}
