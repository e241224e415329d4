using Notion.Crdt;
using Notion.Databases;
using Notion.Server.Store;

namespace Notion.Server.NotionApi;

/// <summary>What a body wants of a page: null leaves it, an empty text takes it away.</summary>
internal sealed record PageDraft(string? Title, string? Icon, string? Cover)
{
    private const string IconName = "icon";
    private const string CoverName = "cover";

    /// <summary>Rows: the values to set, the title among them.</summary>
    public IReadOnlyList<(DatabaseProperty Property, CellValue Value)> Values { get; private init; } = [];

    public bool IsEmpty => Title is null && Icon is null && Cover is null && Values.Count == 0;

    /// <param name="body">The body.</param>
    /// <param name="schema">Of the database whose row the page is; null where it is none.</param>
    /// <param name="references">What the body names.</param>
    /// <param name="missing">Options that are named and have to be made.</param>
    public static PageDraft Read(BodyNode body, DatabaseSchema? schema, References references, ISet<MissingOption> missing)
    {
        BodyNode? properties = body.FindValue("properties");
        PageDraft draft = ReadLook(body) with { Title = properties is not null && schema is null ? ReadTitle(properties, references) : null };
        return properties is null || schema is null ? draft : draft with { Values = RowInput.Read(properties, schema, references, missing) };
    }

    /// <summary>What a body wants of a database, whose title stands by itself.</summary>
    public static PageDraft ReadDatabase(BodyNode body, References references) =>
        ReadLook(body) with { Title = body.FindValue(PageOutput.Title) is { } title ? ReadText(title, references) : null };

    /// <summary>The page is the document's root.</summary>
    /// <exception cref="ApiException">A value does not fit.</exception>
    public void Write(Document document, in Transaction edit)
    {
        Set(edit, PageOutput.Title, Title);
        // A title that people typed together would go before the one that is set.
        if (Title is not null && document.Root.GetTextLength(PageOutput.Title) is > 0 and int length) edit.DeleteText(BlockId.Root, PageOutput.Title, 0, length);
        Set(edit, IconName, Icon);
        Set(edit, CoverName, Cover);
        var row = new RowEditor(document, edit);
        foreach ((DatabaseProperty property, CellValue value) in Values)
        {
            try
            {
                row.Set(property, value);
            }
            catch (DatabaseException exception)
            {
                throw ApiException.Invalid($"body failed validation: {exception.Message}");
            }
        }
    }

    private static PageDraft ReadLook(BodyNode body) => new(
        null,
        body.Find(IconName) is { } icon ? IconInput.ReadIcon(icon) : null,
        body.Find(CoverName) is { } cover ? IconInput.ReadCover(cover) : null);

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
            title = ReadText(property.Find(PageOutput.Title) ?? throw property.Should("have title"), references);
        }
        return title;
    }

    private static string ReadText(BodyNode text, References references) =>
        RichTextInput.Read(text, references).Text.Trim() is { Length: <= Page.MaxTitleLength } title ? title : throw text.Should($"have at most {Page.MaxTitleLength} characters");
}
