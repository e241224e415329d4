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
        if (block.IsRoot) WriteValues(BlockContent.Alone(block));
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
        if (content.Text.Count > 0)
        {
            _json.WriteStartArray("text"u8);
            foreach (TextRun run in content.Text) WriteRun(run);
            _json.WriteEndArray();
        }
        WriteValues(content);
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

    private void WriteRun(TextRun run)
    {
        _json.WriteStartObject();
        _json.WriteString("text"u8, run.Text);
        if (!run.Marks.IsEmpty)
        {
            _json.WriteStartArray("marks"u8);
            foreach (TextMark mark in run.Marks)
            {
                _json.WriteStartObject();
                _json.WriteString("type"u8, mark.Type);
                if (mark.Id is not null) _json.WriteString("id"u8, mark.Id);
                _json.WritePropertyName("value"u8);
                JsonValue.Write(_json, mark.Value);
                _json.WriteEndObject();
            }
            _json.WriteEndArray();
        }
        _json.WriteEndObject();
    }

    private void WriteValues(BlockContent content)
    {
        if (content.Properties.Count > 0)
        {
            _json.WriteStartObject("properties"u8);
            foreach ((string key, PropertyValue value) in content.Properties)
            {
                _json.WritePropertyName(key);
                JsonValue.Write(_json, value);
            }
            _json.WriteEndObject();
        }
        if (content.Sets.Count > 0)
        {
            _json.WriteStartObject("sets"u8);
            foreach ((string key, IReadOnlyList<PropertyValue> members) in content.Sets)
            {
                _json.WriteStartArray(key);
                foreach (PropertyValue member in members) JsonValue.Write(_json, member);
                _json.WriteEndArray();
            }
            _json.WriteEndObject();
        }
        if (content.Counters.Count == 0) return;
        _json.WriteStartObject("counters"u8);
        foreach ((string key, long amount) in content.Counters) _json.WriteNumber(key, amount);
        _json.WriteEndObject();
    }
}
