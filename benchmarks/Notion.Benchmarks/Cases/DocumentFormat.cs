using Notion.Crdt;

namespace Notion.Benchmarks.Cases;

/// <summary>A form in which a whole document is written and read again.</summary>
/// <param name="Name">As in <c>C-load:snapshot</c>, and as the member of C-save's line.</param>
/// <param name="Save">Writes a document.</param>
/// <param name="Load">Reads it into a fresh one.</param>
internal sealed record DocumentFormat(string Name, Func<Document, byte[]> Save, Func<byte[], Document> Load)
{
    private static readonly ReplicaId Reader = new(9);

    /// <summary>What <see cref="Document.Save"/> writes.</summary>
    public static DocumentFormat Snapshot { get; } = new("snapshot", document => document.Save(), bytes => Document.Load(bytes.AsMemory(), Reader));

    /// <summary>The full history as one update.</summary>
    public static DocumentFormat Update { get; } = new("update", document => document.ExportSince(VersionVector.Empty), bytes =>
    {
        var document = new Document(Reader);
        document.Apply(bytes);
        return document;
    });

    public static DocumentFormat Default => Snapshot;

    public static IReadOnlyList<DocumentFormat> All { get; } = [Snapshot, Update];

    public static DocumentFormat Find(string name) => All.FirstOrDefault(format => format.Name == name)
        ?? throw new UsageException($"There is no format '{name}'; the formats are {string.Join(" and ", All.Select(format => format.Name))}.");
}
