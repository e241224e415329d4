namespace Notion.Crdt;

/// <summary>
/// Which blocks may stand under which, which have text, and which values their properties take. Checked where changes are made, never where they are merged: a document converges with or without one.
/// </summary>
/// <remarks>
/// <para>A document opened with one (<see cref="DocumentOptions.Schema"/>) refuses to commit a transaction that does what the schema does not allow. It looks at what the transaction did; what
/// others left otherwise hinders nobody. Undo, redo and reverts are not checked: they bring back what was.</para>
/// <para>Merging may give what no single person could have committed: a row moved out of a table that another deleted. <see cref="Validate"/> lists such things, and <see cref="ReadType"/> and the
/// views of blocks read them all the same.</para>
/// <para>Immutable; safe from any thread.</para>
/// </remarks>
public sealed class BlockSchema
{
    private readonly Dictionary<string, BlockRule> _rules;

    /// <summary>A schema with these rules; types without one may be anything.</summary>
    /// <exception cref="ArgumentException">Two rules are for one type, or a type is no name.</exception>
    public BlockSchema(params IEnumerable<BlockRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules = new Dictionary<string, BlockRule>(StringComparer.Ordinal);
        foreach (BlockRule rule in rules)
        {
            Document.RequireName(rule.Type, nameof(rules));
            if (!_rules.TryAdd(rule.Type, rule)) throw new ArgumentException($"There are two rules for blocks of type {rule.Type}.", nameof(rules));
        }
    }

    /// <summary>The rules of the types in <see cref="BlockTypes"/>.</summary>
    public static BlockSchema Default { get; } = new(DefaultRules.All);

    /// <summary>The same schema with a rule more, or another for its type.</summary>
    public BlockSchema With(BlockRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return new(_rules.Values.Where(other => other.Type != rule.Type).Append(rule));
    }

    /// <summary>The rule of a type; null where it has none.</summary>
    public BlockRule? Find(string type) => _rules.GetValueOrDefault(type);

    /// <summary>All that is shown in a document and is against the schema, in the order of the blocks.</summary>
    public IReadOnlyList<SchemaViolation> Validate(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var violations = new List<SchemaViolation>();
        foreach (Block block in document.EnumerateBlocks().Prepend(document.Root))
        {
            CheckPlace(block, violations);
            CheckChildCount(block, violations);
            CheckText(block, violations);
            foreach (string key in block.Properties.Keys) CheckProperty(block, key, violations);
        }
        return violations;
    }

    /// <summary>The type to show a block as: its own; <see cref="BlockTypes.Text"/> where blocks of its type must not be where it is.</summary>
    public string ReadType(Block block)
    {
        var violations = new List<SchemaViolation>();
        CheckPlace(block, violations);
        return violations.Count == 0 ? block.Type : BlockTypes.Text;
    }

    internal void CheckPlace(Block block, List<SchemaViolation> violations)
    {
        if (block.Parent is not { } parent) return;
        bool allowed = Find(parent.Type)?.Children?.Contains(block.Type) != false && Find(block.Type)?.Parents?.Contains(parent.Type) != false;
        if (!allowed) Add(block, SchemaViolationKind.Place, $"a {block.Type} block cannot stand under a {parent.Type} block. Put it elsewhere, or change its type", violations);
    }

    internal void CheckChildCount(Block block, List<SchemaViolation> violations)
    {
        if (Find(block.Type) is { MaxChildren: < int.MaxValue } rule && block.ChildCount > rule.MaxChildren)
            Add(block, SchemaViolationKind.TooManyChildren, $"a {block.Type} block has at most {rule.MaxChildren} blocks under it. Put some elsewhere", violations);
    }

    internal void CheckText(Block block, List<SchemaViolation> violations)
    {
        if (block.IsRoot || Find(block.Type) is not { } rule) return;
        int length = block.TextLength;
        if (!rule.HasText && length > 0) Add(block, SchemaViolationKind.Text, $"a {block.Type} block has no text. Put the text into another block", violations);
        else if (length > rule.MaxTextLength) Add(block, SchemaViolationKind.TextTooLong, $"the text of a {block.Type} block has at most {rule.MaxTextLength} UTF-16 units. Split it", violations);
    }

    internal void CheckProperty(Block block, string key, List<SchemaViolation> violations)
    {
        if (Find(block.Type) is not { } rule || block[key].Kind == PropertyKind.Null) return;
        BlockProperty? definition = rule.Properties.FirstOrDefault(property => property.Key == key);
        if (definition is null && !rule.AllowsOtherProperties)
            Add(block, SchemaViolationKind.UnknownProperty, $"a {block.Type} block has no property {key}. Remove it, or name it in the schema", violations);
        else if (definition?.Accepts(block[key]) == false)
            Add(block, SchemaViolationKind.PropertyValue, $"the property {key} of a {block.Type} block is {definition.Expectation}. Set another value", violations);
    }

    private static void Add(Block block, SchemaViolationKind kind, string message, List<SchemaViolation> violations) =>
        violations.Add(new SchemaViolation(block.Id, kind, $"Block {block.Id} is against the schema: {message}."));
}
