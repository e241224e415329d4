using System.Globalization;
using System.Text;
using Notion.Crdt;

namespace Notion.Databases;

/// <summary>Matches a query with a schema: finds the slots, folds the operands, turns dates into ranges and negative operators into the opposite of the positive ones.</summary>
public static class RowPlanner
{
    /// <summary>Makes the plan.</summary>
    /// <param name="schema">The schema of the rows' database.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="now">The moment that relative dates start from; its day in UTC counts.</param>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.InvalidFilter"/>, <see cref="DatabaseErrorCode.InvalidSort"/>; and <see cref="DatabaseErrorCode.LimitExceeded"/>, also where what does not fit is left out.</exception>
    public static RowPlan Plan(DatabaseSchema schema, RowQuery query, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(query);
        if (query.Sorts.Count > DatabaseLimits.MaxSorts)
            throw new DatabaseException(DatabaseErrorCode.LimitExceeded, $"A query has at most {DatabaseLimits.MaxSorts} sorts.");
        var text = new StringBuilder();
        int conditions = 0;
        if (query.Filter is { } filter) Describe(filter, 1, ref conditions, text);
        foreach (RowSort sort in query.Sorts) text.Append(CultureInfo.InvariantCulture, $"|{sort.Property.Length}:{sort.Property}{(sort.Descending ? '-' : '+')}");

        var filters = new FilterPlanner(schema, now);
        RowTest test = query.Filter is null ? RowTest.Always : filters.Plan(query.Filter, query.LeavesOutWhatDoesNotFit) ?? RowTest.Always;
        var keys = new List<SortKey>();
        foreach (RowSort sort in query.Sorts)
        {
            if (Key(schema, sort, out string problem) is { } key)
            {
                if (keys.TrueForAll(other => other.Slot != key.Slot)) keys.Add(key);
            }
            else if (!query.LeavesOutWhatDoesNotFit)
            {
                throw new DatabaseException(DatabaseErrorCode.InvalidSort, problem);
            }
        }
        return new RowPlan(test, keys, Fingerprint(text));
    }

    /// <summary>How the rows of a plan are put into groups.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownProperty"/>, <see cref="DatabaseErrorCode.InvalidGrouping"/></exception>
    public static RowGrouping Group(DatabaseSchema schema, string property)
    {
        ArgumentNullException.ThrowIfNull(schema);
        DatabaseProperty by = schema[property];
        return by.Type switch
        {
            PropertyType.Select or PropertyType.Status or PropertyType.MultiSelect => new RowGrouping(by.Id, Slots.Of(by), RowGroupingKind.Options)
            {
                Options = [.. by.Options.Select(option => (option.Id, option.Ids))],
            },
            PropertyType.Checkbox => new RowGrouping(by.Id, Slots.Of(by), RowGroupingKind.Flag),
            PropertyType.People or PropertyType.Relation or PropertyType.CreatedBy or PropertyType.LastEditedBy => new RowGrouping(by.Id, Slots.Of(by), RowGroupingKind.Items),
            _ => throw new DatabaseException(DatabaseErrorCode.InvalidGrouping, $"Rows cannot be grouped by {by.Name} ({by.TypeName}). Take a select, status, multi-select, person, relation or checkbox."),
        };
    }

    /// <summary>The property that an id means in a query; null where there is none.</summary>
    internal static DatabaseProperty? Resolve(DatabaseSchema schema, string id) => schema.Find(id) ?? id switch
    {
        Slots.CreatedTime => new DatabaseProperty { Id = id, Name = id, Type = PropertyType.CreatedTime, TypeName = id },
        Slots.LastEditedTime => new DatabaseProperty { Id = id, Name = id, Type = PropertyType.LastEditedTime, TypeName = id },
        _ => null,
    };

    private static SortKey? Key(DatabaseSchema schema, RowSort sort, out string problem)
    {
        problem = string.Empty;
        if (Resolve(schema, sort.Property) is not { } property)
        {
            problem = $"The database has no property {sort.Property} to sort by.";
            return null;
        }
        SortKind? kind = property.Type switch
        {
            PropertyType.Title or PropertyType.Text or PropertyType.Url or PropertyType.Email or PropertyType.Phone => SortKind.Text,
            PropertyType.Number or PropertyType.UniqueId or PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime => SortKind.Number,
            PropertyType.Checkbox => SortKind.Flag,
            PropertyType.Select or PropertyType.Status or PropertyType.MultiSelect => SortKind.Places,
            PropertyType.People or PropertyType.Relation or PropertyType.CreatedBy or PropertyType.LastEditedBy => SortKind.Item,
            _ => null,
        };
        problem = $"Rows cannot be sorted by {property.Name} ({property.TypeName}).";
        if (kind is not { } known) return null;
        var key = new SortKey(Slots.Of(property), known, sort.Descending);
        return known == SortKind.Places
            ? key with { Places = property.Options.SelectMany((option, place) => option.Ids.Select(id => (id, place))).ToDictionary(pair => pair.id, pair => pair.place, StringComparer.Ordinal) }
            : key;
    }

    /// <summary>The filter as text, no two alike; counts as it goes, before anything recurses deeper than it may.</summary>
    private static void Describe(Filter filter, int depth, ref int conditions, StringBuilder text)
    {
        if (depth > DatabaseLimits.MaxFilterDepth)
            throw new DatabaseException(DatabaseErrorCode.LimitExceeded, $"A filter has at most {DatabaseLimits.MaxFilterDepth} levels. Flatten it.");
        if (++conditions > DatabaseLimits.MaxConditions)
            throw new DatabaseException(DatabaseErrorCode.LimitExceeded, $"A filter has at most {DatabaseLimits.MaxConditions} conditions and groups.");
        if (filter is FilterGroup group)
        {
            text.Append(group.Logic == FilterLogic.And ? '&' : '/').Append('(');
            foreach (Filter member in group.Members) Describe(member, depth + 1, ref conditions, text);
            text.Append(')');
        }
        else if (filter is FilterCondition condition)
        {
            string operand = condition.Operand.ToString();
            text.Append(CultureInfo.InvariantCulture, $"{condition.Property.Length}:{condition.Property}{(int)condition.Operator}{condition.Operand.Kind}{operand.Length}:{operand}");
        }
    }

    /// <summary>FNV-1a: cursors need to be told apart by accident only.</summary>
    private static ulong Fingerprint(StringBuilder text)
    {
        ulong hash = 14_695_981_039_346_656_037;
        foreach (ReadOnlyMemory<char> chunk in text.GetChunks())
            foreach (char letter in chunk.Span) hash = (hash ^ letter) * 1_099_511_628_211;
        return hash;
    }
}
