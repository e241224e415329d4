using Notion.Crdt;

namespace Notion.Databases;

/// <summary>Reads views. What does not make sense (a condition without an operator, a group too deep) is left out.</summary>
internal static class ViewReader
{
    public static DatabaseView Read(Block view, DatabaseSchema schema)
    {
        int conditions = 0;
        List<Filter> filters = ReadFilters(view, 2, ref conditions);
        ViewType type = ViewTypes.Parse(DatabaseSchema.Text(view, ViewKeys.Type)) ?? ViewType.Table;
        return new DatabaseView(CompactId.From(view.Id), type, DatabaseSchema.Text(view, SchemaKeys.Name) ?? type.Name())
        {
            Filter = filters.Count switch
            {
                0 => null,
                1 => filters[0],
                _ => Filter.All(filters),
            },
            Sorts = [.. view.Children.Where(block => block.Type == SchemaKeys.SortBlock).Select(ReadSort).OfType<RowSort>().Take(DatabaseLimits.MaxSorts)],
            Properties = ReadProperties(view, schema),
            GroupBy = DatabaseSchema.Text(view, ViewKeys.GroupBy),
            DateProperty = DatabaseSchema.Text(view, ViewKeys.Date),
            Cover = DatabaseSchema.Text(view, ViewKeys.Cover),
        };
    }

    /// <summary>In the order of the registers <c>order:ID</c>, then, without one, in that of the schema.</summary>
    public static List<ViewProperty> ReadProperties(Block view, DatabaseSchema schema) =>
    [
        .. schema.Properties
            .Select((property, place) => (property.Id, place, Order: OrderOf(view, property.Id)))
            .OrderBy(property => property.Order is null)
            .ThenBy(property => property.Order, StringComparer.Ordinal)
            .ThenBy(property => property.place)
            .Select(property => new ViewProperty(property.Id, view[ViewKeys.Show + property.Id] != PropertyValue.From(false))),
    ];

    public static string? OrderOf(Block view, string property) =>
        DatabaseSchema.Text(view, ViewKeys.Order + property) is { } order && FractionalIndex.IsValid(order) ? order : null;

    private static List<Filter> ReadFilters(Block parent, int depth, ref int conditions)
    {
        var filters = new List<Filter>();
        if (depth > DatabaseLimits.MaxFilterDepth) return filters;
        foreach (Block block in parent.Children)
        {
            if (block.Type is not (SchemaKeys.FilterBlock or SchemaKeys.FilterGroupBlock)) continue;
            // One is left for the group that may go around them.
            if (++conditions >= DatabaseLimits.MaxConditions) return filters;
            if (block.Type == SchemaKeys.FilterBlock)
            {
                if (DatabaseSchema.Text(block, ViewKeys.Property) is { } property && FilterOperators.Parse(DatabaseSchema.Text(block, ViewKeys.Operator)) is { } filterOperator)
                    filters.Add(new FilterCondition(property, filterOperator, block[ViewKeys.Operand]));
            }
            else
            {
                var logic = DatabaseSchema.Text(block, ViewKeys.Logic) == ViewKeys.Or ? FilterLogic.Or : FilterLogic.And;
                filters.Add(new FilterGroup(logic, ReadFilters(block, depth + 1, ref conditions)));
            }
        }
        return filters;
    }

    private static RowSort? ReadSort(Block block) =>
        DatabaseSchema.Text(block, ViewKeys.Property) is { } property ? new RowSort(property, block[ViewKeys.Descending] == PropertyValue.From(true)) : null;
}
