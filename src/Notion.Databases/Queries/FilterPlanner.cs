using Notion.Crdt;

namespace Notion.Databases;

/// <summary>Turns the conditions of a filter into tests.</summary>
internal sealed class FilterPlanner(DatabaseSchema schema, DateTimeOffset now)
{
    private readonly DateTime _today = now.UtcDateTime.Date;

    /// <summary>The test; null where all of it is left out. The filter's size was checked.</summary>
    public RowTest? Plan(Filter filter, bool leaveOut)
    {
        if (filter is FilterGroup group)
        {
            List<RowTest> tests = [.. group.Members.Select(member => Plan(member, leaveOut)).OfType<RowTest>()];
            if (tests.Count == 0 && group.Members.Count > 0) return null;
            return group.Logic == FilterLogic.And ? new RowTest.AllOf(tests) : new RowTest.AnyOf(tests);
        }
        var condition = (FilterCondition)filter;
        try
        {
            return Plan(condition);
        }
        catch (DatabaseException exception) when (leaveOut && exception.Code == DatabaseErrorCode.InvalidFilter)
        {
            return null;
        }
    }

    private RowTest Plan(FilterCondition condition)
    {
        if (RowPlanner.Resolve(schema, condition.Property) is not { } property) throw Invalid($"The database has no property {condition.Property} to filter by.");
        if (!FilterOperators.For(property.Type).Contains(condition.Operator))
            throw Invalid($"{condition.Operator.Name()} does not go with {property.Name} ({property.TypeName}).");
        string slot = Slots.Of(property);
        return condition.Operator switch
        {
            FilterOperator.IsNotEmpty => HasValue(property, slot),
            FilterOperator.IsEmpty => new RowTest.Not(HasValue(property, slot)),
            FilterOperator.DoesNotEqual => new RowTest.Not(Positive(property, slot, condition, FilterOperator.Equals)),
            FilterOperator.DoesNotContain => new RowTest.Not(Positive(property, slot, condition, FilterOperator.Contains)),
            _ => Positive(property, slot, condition, condition.Operator),
        };
    }

    private static RowTest HasValue(DatabaseProperty property, string slot) =>
        property.Type.HasOptions() ? new RowTest.HasItem(slot, [.. property.Options.SelectMany(option => option.Ids)]) : new RowTest.Present(slot);

    private RowTest Positive(DatabaseProperty property, string slot, FilterCondition condition, FilterOperator positive)
    {
        PropertyValue operand = condition.Operand;
        switch (property.Type)
        {
            case PropertyType.Number or PropertyType.UniqueId:
                if (operand.Kind is not (PropertyKind.Integer or PropertyKind.Number) || !double.IsFinite(operand.AsNumber())) throw Operand(property, "a number");
                return Number(slot, positive, operand.AsNumber());
            case PropertyType.Checkbox:
                if (operand.Kind != PropertyKind.Boolean) throw Operand(property, "true or false");
                var isSet = new RowTest.InRange(slot, 1, true, 1, true);
                return operand.AsBoolean() ? isSet : new RowTest.Not(isSet);
            case PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime:
                return positive.TakesNoOperand() ? Relative(slot, positive) : Date(property, slot, positive, operand);
            default:
                if (operand.Kind != PropertyKind.String) throw Operand(property, "a string");
                return Text(property, slot, positive, operand.AsString());
        }
    }

    private static RowTest Text(DatabaseProperty property, string slot, FilterOperator positive, string operand)
    {
        if (property.Type.HasOptions()) return property.FindOptionByName(operand) is { } option ? new RowTest.HasItem(slot, option.Ids) : RowTest.Never;
        if (property.Type.IsPerson() || property.Type == PropertyType.Relation)
            return Guid.TryParse(operand, out Guid id) ? new RowTest.HasItem(slot, [id.ToString()]) : throw Operand(property, "a UUID");
        string folded = FoldedText.Of(operand);
        if (folded.Length == 0) return positive == FilterOperator.Equals ? new RowTest.Not(new RowTest.Present(slot)) : RowTest.Always;
        return new RowTest.TextIs(
            slot,
            positive switch
            {
                FilterOperator.Equals => TextMatch.Whole,
                FilterOperator.Contains => TextMatch.Anywhere,
                FilterOperator.StartsWith => TextMatch.Start,
                _ => TextMatch.End,
            },
            folded);
    }

    private static RowTest.InRange Number(string slot, FilterOperator positive, double operand) => positive switch
    {
        FilterOperator.Equals => new(slot, operand, true, operand, true),
        FilterOperator.GreaterThan => new(slot, operand, false, double.MaxValue, true),
        FilterOperator.GreaterThanOrEqualTo => new(slot, operand, true, double.MaxValue, true),
        FilterOperator.LessThan => new(slot, double.MinValue, true, operand, false),
        _ => new(slot, double.MinValue, true, operand, true),
    };

    private static RowTest.InRange Date(DatabaseProperty property, string slot, FilterOperator positive, PropertyValue operand)
    {
        if (operand.Kind != PropertyKind.String || !PropertyDate.TryParse(operand.AsString(), out PropertyDate date) || date.End is not null)
            throw Operand(property, "a day (2026-11-25) or a moment (2026-11-25T09:30:00Z)");
        double from = date.StartMilliseconds;
        // A day is all of it; a moment is one millisecond.
        double to = date.HasTime ? from + 1 : from + TimeSpan.FromDays(1).TotalMilliseconds;
        return positive switch
        {
            FilterOperator.Equals => new(slot, from, true, to, false),
            FilterOperator.Before => new(slot, double.MinValue, true, from, false),
            FilterOperator.After => new(slot, to, true, double.MaxValue, true),
            FilterOperator.OnOrBefore => new(slot, double.MinValue, true, to, false),
            _ => new(slot, from, true, double.MaxValue, true),
        };
    }

    private RowTest.InRange Relative(string slot, FilterOperator relative)
    {
        DateTime monday = _today.AddDays(-(((int)_today.DayOfWeek + 6) % 7));
        (DateTime from, DateTime to) = relative switch
        {
            FilterOperator.ThisWeek => (monday, monday.AddDays(7)),
            FilterOperator.PastWeek => (_today.AddDays(-7), _today.AddDays(1)),
            FilterOperator.PastMonth => (_today.AddMonths(-1), _today.AddDays(1)),
            FilterOperator.PastYear => (_today.AddYears(-1), _today.AddDays(1)),
            FilterOperator.NextWeek => (_today, _today.AddDays(8)),
            FilterOperator.NextMonth => (_today, _today.AddMonths(1).AddDays(1)),
            _ => (_today, _today.AddYears(1).AddDays(1)),
        };
        return new RowTest.InRange(slot, Milliseconds(from), true, Milliseconds(to), false);
    }

    private static double Milliseconds(DateTime day) => (day - DateTime.UnixEpoch).TotalMilliseconds;

    private static DatabaseException Operand(DatabaseProperty property, string wanted) => Invalid($"A condition on {property.Name} ({property.TypeName}) takes {wanted}.");

    private static DatabaseException Invalid(string message) => new(DatabaseErrorCode.InvalidFilter, message);
}
