using System.Text.Encodings.Web;
using System.Text.Json;
using Notion.Traces;

namespace Notion.Crdt.Tests.Vectors;

/// <summary>tests/vectors/documents.json.</summary>
internal sealed record GoldenVectorFile(string About, IReadOnlyList<GoldenVector> Vectors)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Path { get; } = System.IO.Path.Combine(
        TraceFolder.RepositoryRoot() ?? throw new DirectoryNotFoundException("The tests do not run inside the repository."), "tests", "vectors", "documents.json");

    public static GoldenVectorFile Read() => JsonSerializer.Deserialize<GoldenVectorFile>(File.ReadAllText(Path), Options)!;

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";
}
