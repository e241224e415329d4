namespace Notion.Crdt;

/// <summary>Keeping a document.</summary>
public sealed partial class Document
{
    /// <summary>The whole document, history included, for <see cref="Load"/>. Changes that wait for others are not part of it.</summary>
    public byte[] Save()
    {
        RequireNoTransaction();
        return SnapshotWriter.Write(State);
    }

    /// <summary>Opens what <see cref="Save"/> gave. What is shown is read now; all else stays packed until something needs it, so opening costs little more than the text.</summary>
    /// <param name="snapshot">The bytes.</param>
    /// <param name="replica">Who writes from now on: a fresh id, not the one that saved.</param>
    /// <param name="options">Clock and limits; null for the defaults. Set <see cref="DocumentOptions.VerifySnapshots"/> for bytes from strangers.</param>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MalformedUpdate"/>, <see cref="CrdtErrorCode.UnsupportedFormat"/>,
    /// <see cref="CrdtErrorCode.InvalidChange"/> or <see cref="CrdtErrorCode.LimitExceeded"/>.</exception>
    public static Document Load(ReadOnlySpan<byte> snapshot, ReplicaId replica, DocumentOptions? options = null)
    {
        RequireSize(snapshot.Length, options);
        return Load((ReadOnlyMemory<byte>)snapshot.ToArray(), replica, options);
    }

    /// <summary>As <see cref="Load(ReadOnlySpan{byte}, ReplicaId, DocumentOptions?)"/>, without copying the bytes.</summary>
    /// <param name="snapshot">The bytes. The document keeps them: they must not change any more.</param>
    /// <param name="replica">Who writes from now on: a fresh id, not the one that saved.</param>
    /// <param name="options">Clock and limits; null for the defaults.</param>
    /// <exception cref="CrdtException">As there.</exception>
    public static Document Load(ReadOnlyMemory<byte> snapshot, ReplicaId replica, DocumentOptions? options = null)
    {
        RequireSize(snapshot.Length, options);
        var document = new Document(replica, options, state: null);
        document._packed = SnapshotReader.Read(snapshot, document._options.Limits);
        if (document._options.VerifySnapshots) document.Unpack();
        return document;
    }

    private static void RequireSize(int size, DocumentOptions? options)
    {
        int limit = (options ?? DocumentOptions.Default).Limits.MaxBytes;
        if (size > limit) throw new CrdtException(CrdtErrorCode.LimitExceeded, $"The snapshot has {size} bytes; at most {limit} are taken. Raise DecodeLimits.MaxBytes if that is meant.");
    }

    /// <summary>What is shown now, without history, for <see cref="LoadState"/>.</summary>
    internal ColumnSet SaveState() => new StateColumns(State).Write();

    /// <summary>Fills an empty document from <see cref="SaveState"/>.</summary>
    internal void LoadState(ColumnSet columns)
    {
        new StateLoader(State, _options.Limits).Load(columns);
        _version = null;
    }

    /// <summary>A replica that goes on under its old id has seen, at its last change, what that change says.</summary>
    private void RememberOwn(DocumentParts parts)
    {
        _seen.Clear();
        _added = -1;
        if (parts.Own.End == 0) return;
        for (int i = 0; i < parts.State.Replicas.Count; i++) _seen.Add(parts.Own.Knowledge.SeenAt(parts.Own.End - 1, i));
    }
}
