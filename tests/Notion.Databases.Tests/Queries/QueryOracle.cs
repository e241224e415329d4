using Notion.Crdt;
using Notion.Databases.Tests.Support;

namespace Notion.Databases.Tests.Queries;

/// <summary>What docs/databases.md says of filters and sorts, said again as slowly and plainly as possible, over what a row shows.</summary>
internal static class QueryOracle
{
    public static bool Holds(Filter? filter, DatabaseRow row, DatabaseSchema schema) => filter switch
    {
        null => true,
        FilterGroup { Logic: FilterLogic.And } all => all.Members.All(member => Holds(member, row, schema)),
        FilterGroup any => any.Members.Any(member => Holds(member, row, schema)),
        FilterCondition condition => Holds(condition, row[schema[condition.Property]], schema[condition.Property]),
        _ => throw new InvalidOperationException(),
    };

    public static List<DatabaseRow> Sorted(IEnumerable<DatabaseRow> rows, IReadOnlyList<RowSort> sorts, DatabaseSchema schema)
    {
        List<DatabaseRow> sorted = [.. rows];
        sorted.Sort((left, right) =>
        {
            foreach (RowSort sort in sorts)
            {
                DatabaseProperty property = schema[sort.Property];
                (IComparable? a, IComparable? b) = (Key(left[property], property), Key(right[property], property));
                if (a is null && b is null) continue;
                if (a is null || b is null) return a is null ? 1 : -1;
                int order = a.CompareTo(b);
                if (order != 0) return sort.Descending ? -order : order;
            }
            int created = left.Origin.CreatedTime.CompareTo(right.Origin.CreatedTime);
            return created != 0 ? created : string.CompareOrdinal(left.Id.ToString(), right.Id.ToString());
        });
        return sorted;
    }

    private static bool Holds(FilterCondition condition, CellValue value, DatabaseProperty property)
    {
        PropertyValue operand = condition.Operand;
        switch (condition.Operator)
        {
            case FilterOperator.IsEmpty:
                return value.IsEmpty;
            case FilterOperator.IsNotEmpty:
                return !value.IsEmpty;
            case FilterOperator.DoesNotEqual:
                return !Holds(condition with { Operator = FilterOperator.Equals }, value, property);
            case FilterOperator.DoesNotContain:
                return !Holds(condition with { Operator = FilterOperator.Contains }, value, property);
        }
        switch (property.Type)
        {
            case PropertyType.Number or PropertyType.UniqueId:
                return value.AsNumber() is { } number && condition.Operator switch
                {
                    FilterOperator.Equals => number == operand.AsNumber(),
                    FilterOperator.GreaterThan => number > operand.AsNumber(),
                    FilterOperator.LessThan => number < operand.AsNumber(),
                    FilterOperator.GreaterThanOrEqualTo => number >= operand.AsNumber(),
                    _ => number <= operand.AsNumber(),
                };
            case PropertyType.Checkbox:
                return value.AsFlag() == operand.AsBoolean();
            case PropertyType.Select or PropertyType.Status or PropertyType.MultiSelect:
                return value.AsItems().Any(id => id == operand.AsString() || property.Options.Single(option => option.Id == id).Name == operand.AsString());
            case PropertyType.People or PropertyType.Relation or PropertyType.CreatedBy or PropertyType.LastEditedBy:
                return value.AsItems().Contains(operand.AsString());
            case PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime:
                return value.AsDate() is { } date && HoldsDate(condition, date.Start);
            default:
                string text = Fold(value.AsText()), wanted = Fold(operand.AsString());
                return condition.Operator switch
                {
                    FilterOperator.Equals => text == wanted,
                    FilterOperator.Contains => text.Contains(wanted, StringComparison.Ordinal),
                    FilterOperator.StartsWith => text.StartsWith(wanted, StringComparison.Ordinal),
                    _ => text.EndsWith(wanted, StringComparison.Ordinal),
                };
        }
    }

    private static bool HoldsDate(FilterCondition condition, DateTimeOffset start)
    {
        DateOnly today = DateOnly.FromDateTime(RandomDatabase.Now.UtcDateTime), day = DateOnly.FromDateTime(start.UtcDateTime);
        DateOnly monday = today;
        while (monday.DayOfWeek != DayOfWeek.Monday) monday = monday.AddDays(-1);
        switch (condition.Operator)
        {
            case FilterOperator.ThisWeek:
                return day >= monday && day <= monday.AddDays(6);
            case FilterOperator.PastWeek:
                return day >= today.AddDays(-7) && day <= today;
            case FilterOperator.PastMonth:
                return day >= today.AddMonths(-1) && day <= today;
            case FilterOperator.PastYear:
                return day >= today.AddYears(-1) && day <= today;
            case FilterOperator.NextWeek:
                return day >= today && day <= today.AddDays(7);
            case FilterOperator.NextMonth:
                return day >= today && day <= today.AddMonths(1);
            case FilterOperator.NextYear:
                return day >= today && day <= today.AddYears(1);
        }
        Assert.True(PropertyDate.TryParse(condition.Operand.AsString(), out PropertyDate operand));
        int order = operand.HasTime ? start.CompareTo(operand.Start) : day.CompareTo(DateOnly.FromDateTime(operand.Start.UtcDateTime));
        return condition.Operator switch
        {
            FilterOperator.Equals => order == 0,
            FilterOperator.Before => order < 0,
            FilterOperator.After => order > 0,
            FilterOperator.OnOrBefore => order <= 0,
            _ => order >= 0,
        };
    }

    private static IComparable? Key(CellValue value, DatabaseProperty property) => property.Type switch
    {
        _ when property.Type == PropertyType.Checkbox => value.AsFlag(),
        _ when value.IsEmpty => null,
        PropertyType.Number or PropertyType.UniqueId => value.AsNumber(),
        PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime => value.AsDate()!.Start,
        PropertyType.Select or PropertyType.Status or PropertyType.MultiSelect => value.AsItems().Min(id => property.Options.ToList().FindIndex(option => option.Id == id)),
        PropertyType.People or PropertyType.Relation or PropertyType.CreatedBy or PropertyType.LastEditedBy => new CodePoints(value.AsItems().Order(StringComparer.Ordinal).First()),
        _ => new CodePoints(Fold(value.AsText())),
    };

    private static string Fold(string text)
    {
        if (text.Length > 2_000) text = text[..(char.IsHighSurrogate(text[1_999]) ? 1_999 : 2_000)];
        return text.ToLowerInvariant().Replace('\0', '\ufffd');
    }

    private sealed record CodePoints(string Text) : IComparable
    {
        public int CompareTo(object? other)
        {
            string a = Text[..Math.Min(100, Text.Length)], b = ((CodePoints)other!).Text;
            b = b[..Math.Min(100, b.Length)];
            return System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b));
        }
    }
}
