using System.Text.Json.Nodes;

namespace Notion.Crdt.Tests.Vectors;

/// <summary>One step of the story that the golden vectors tell.</summary>
/// <param name="Name">What happens.</param>
/// <param name="Update">The update that it makes, in hexadecimal digits.</param>
/// <param name="Shows">What a document shows that holds the updates so far, block by block: see docs/encoding.md.</param>
/// <param name="Page">The same without marks, sets, counters and lost values, as <see cref="PlainBlock"/> has it.</param>
/// <param name="Snapshot">What such a document saves, in hexadecimal digits.</param>
public sealed record GoldenVector(string Name, string Update, IReadOnlyList<string> Shows, JsonArray Page, string Snapshot);
