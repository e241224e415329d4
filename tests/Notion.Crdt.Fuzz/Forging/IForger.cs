namespace Notion.Crdt.Fuzz;

/// <summary>Makes inputs of a format out of nothing, by the format's own rules and against them.</summary>
internal interface IForger
{
    string Forge();

    static IForger Of(string format, Random random) => format switch
    {
        "json" => new JsonForger(random),
        "markdown" => new MarkdownForger(random),
        _ => new HtmlForger(random),
    };
}
