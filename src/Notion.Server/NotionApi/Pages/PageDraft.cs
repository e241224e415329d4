using Notion.Crdt;
using Notion.Server.Store;

namespace Notion.Server.NotionApi;

/// <summary>What a body wants of a page: null leaves it, an empty text takes it away.</summary>
internal sealed record PageDraft(string? Title, string? Icon, string? Cover)
{
    private const string IconName = "icon";
    private const string CoverName = "cover";

    public bool IsEmpty => Title is null && Icon is null && Cover is null;

    public static PageDraft Read(BodyNode body, References references) => new(
        body.FindValue("properties") is { } properties ? ReadTitle(properties, references) : null,
        body.Find(IconName) is { } icon ? IconInput.ReadIcon(icon) : null,
        body.Find(CoverName) is { } cover ? IconInput.ReadCover(cover) : null);

    /// <summary>The page is the document's root.</summary>
    public void Write(Document document, in Transaction edit)
    {
        Set(edit, PageOutput.Title, Title);
        // A title that people typed together would go before the one that is set.
        if (Title is not null && document.Root.GetTextLength(PageOutput.Title) is > 0 and int length) edit.DeleteText(BlockId.Root, PageOutput.Title, 0, length);
        Set(edit, IconName, Icon);
        Set(edit, CoverName, Cover);
    }

    private static void Set(in Transaction edit, string key, string? value)
    {
        if (value is not null) edit.SetProperty(BlockId.Root, key, value.Length == 0 ? PropertyValue.Null : value);
    }

    private static string? ReadTitle(BodyNode properties, References references)
    {
        string? title = null;
        foreach (string name in properties.Names)
        {
            BodyNode property = properties.Get(name);
            if (name != PageOutput.Title) throw ApiException.Invalid($"body failed validation: {name} is not a property that exists. A page outside databases has the property title only.");
            BodyNode text = property.Find(PageOutput.Title) ?? throw property.Should("have title");
            title = RichTextInput.Read(text, references).Text.Trim();
            if (title.Length > Page.MaxTitleLength) throw text.Should($"have at most {Page.MaxTitleLength} characters");
        }
        return title;
    }
}
