using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Notion.Crdt.Interchange;

/// <summary>Writes blocks as JSON, as it meets them. What is escaped makes the output safe inside HTML, too.</summary>
internal sealed class JsonBlockWriter : BlockWalk
{
    private const int FlushAt = 1 << 16;

    private readonly Utf8JsonWriter _json;
    private readonly ExportOptions _options;
    private readonly Stack<bool> _open = new();     // whether the blocks on the way have children

    private JsonBlockWriter(Utf8JsonWriter json, ExportOptions options)
    {
        _json = json;
        _options = options;
    }

    public static int Write(Block block, Stream output, ExportOptions options, CancellationToken cancellationToken)
    {
        var how = new JsonWriterOptions { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), MaxDepth = int.MaxValue, SkipValidation = true };
        using var json = new Utf8JsonWriter(output, how);
        return new JsonBlockWriter(json, options).Write(block, cancellationToken);
    }

    private int Write(Block block, CancellationToken cancellationToken)
    {
        Utf8JsonWriter json = _json;
        json.WriteStartObject();
        json.WriteString("format"u8, JsonFormat.Signature);
        json.WriteNumber("version"u8, JsonFormat.Version);
        json.WriteStartObject("page"u8);
        if (block.IsRoot) JsonContent.WriteValues(json, BlockContent.Alone(block));
        json.WriteEndObject();
        json.WriteStartArray("blocks"u8);
        int count = Run(block.IsRoot ? block.Children : [block], _options.Progress, cancellationToken);
        json.WriteEndArray();
        json.WriteEndObject();
        return count;
    }

    protected override void Enter(Block block, BlockContent content)
    {
        _json.WriteStartObject();
        if (_options.IncludeIds) _json.WriteString("id"u8, block.Id.ToString());
        _json.WriteString("type"u8, content.Type);
        JsonContent.Write(_json, "text", content.Text);
        JsonContent.WriteValues(_json, content);
        bool hasChildren = block.ChildCount > 0;
        if (hasChildren) _json.WriteStartArray("children"u8);
        _open.Push(hasChildren);
        if (_json.BytesPending > FlushAt) _json.Flush();
    }

    protected override void Leave()
    {
        if (_open.Pop()) _json.WriteEndArray();
        _json.WriteEndObject();
    }
}
