using System.Text.Json;

namespace Notion.Server.NotionApi;

/// <summary>A property that is one of a few words.</summary>
internal sealed class WordField(string name, IReadOnlyCollection<string> words, string otherwise, bool isRequired = false) : BlockField(name)
{
    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        BodyNode? word = isRequired ? Require(payload, draft) : payload.FindValue(Name);
        if (word is not null) draft.Values[Name] = word.OneOf(words);
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output) => writer.WriteString(Name, block.Word(Name) ?? otherwise);
}
