using System.Collections.Frozen;

namespace Notion.Crdt;

/// <summary>The mark types that a writer works with. Immutable; safe from any thread.</summary>
/// <remarks>It decides only what this writer's verbs do. Merging needs no schema, so that writers with different ones converge.</remarks>
public sealed class MarkSchema
{
    private readonly FrozenDictionary<string, MarkType> _types;

    private MarkSchema(IEnumerable<MarkType> types) => _types = types.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>The types of <see cref="MarkTypes"/>: bold, italic, underline, strikethrough and color grow at their end, code, link and mention do not grow, and comments are many by id.</summary>
    public static MarkSchema Default { get; } = new(
    [
        new MarkType(MarkTypes.Bold, MarkExpand.After),
        new MarkType(MarkTypes.Italic, MarkExpand.After),
        new MarkType(MarkTypes.Underline, MarkExpand.After),
        new MarkType(MarkTypes.Strikethrough, MarkExpand.After),
        new MarkType(MarkTypes.Color, MarkExpand.After),
        new MarkType(MarkTypes.Code, MarkExpand.None),
        new MarkType(MarkTypes.Link, MarkExpand.None),
        new MarkType(MarkTypes.Mention, MarkExpand.None),
        new MarkType(MarkTypes.Comment, MarkExpand.None, MarkOverlap.ManyById),
    ]);

    /// <summary>The types, in no particular order.</summary>
    public IEnumerable<MarkType> Types => _types.Values;

    /// <summary>The type of a name. One that the schema does not list, such as came from another program, does not grow; it is many by id where it has ids.</summary>
    /// <param name="name">The name.</param>
    /// <param name="hasId">Whether the mark at hand has an id: decides for names that are not listed.</param>
    public MarkType Find(string name, bool hasId = false) =>
        _types.TryGetValue(name, out MarkType? type) ? type : new MarkType(name, MarkExpand.None, hasId ? MarkOverlap.ManyById : MarkOverlap.OneValue);

    /// <summary>This schema with one more type, or another in the place of the one with its name.</summary>
    /// <exception cref="ArgumentException">The name is empty, longer than 1,024 bytes of UTF-8, or holds half of a surrogate pair.</exception>
    public MarkSchema With(MarkType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        Document.RequireName(type.Name, nameof(type));
        return new MarkSchema(_types.Values.Where(other => other.Name != type.Name).Append(type));
    }
}
