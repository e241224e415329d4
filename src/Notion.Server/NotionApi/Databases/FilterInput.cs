using System.Globalization;
using Notion.Crdt;
using Notion.Databases;

namespace Notion.Server.NotionApi;

/// <summary>Reads filters and sorts of Notion's API.</summary>
/// <param name="schema">The schema of the database that is queried.</param>
/// <param name="me">Who asks.</param>
/// <param name="now">The moment that relative dates start from; its day in UTC counts.</param>
internal sealed class FilterInput(DatabaseSchema schema, Guid me, DateTimeOffset now)
{
    private const int MaxDepth = 2;
    private const int MaxMembers = 100;
    private const int MaxSorts = 100;
    private const int MaxOperand = 2_000;

    private static readonly string[] Timestamps = ["created_time", "last_edited_time"];
    private static readonly string[] Directions = ["ascending", "descending"];

    public RowQuery Read(BodyNode body) => new()
    {
        Filter = body.FindValue("filter") is { } filter ? ReadFilter(filter, 0) : null,
        Sorts = [.. (body.FindValue("sorts")?.Items(MaxSorts) ?? []).Select(ReadSort)],
    };

    private Filter ReadFilter(BodyNode node, int depth)
    {
        foreach ((string name, FilterLogic logic) in ((string, FilterLogic)[])[("and", FilterLogic.And), ("or", FilterLogic.Or)])
        {
            if (node.FindValue(name) is not { } members) continue;
            if (depth >= MaxDepth) throw members.Should($"not be there: filters nest at most {MaxDepth} levels");
            List<BodyNode> items = members.Items(MaxMembers);
            return items.Count == 0 ? throw members.Should("have at least one filter") : new FilterGroup(logic, [.. items.Select(item => ReadFilter(item, depth + 1))]);
        }
        if (node.FindValue("timestamp") is { } timestamp)
        {
            string moment = timestamp.OneOf(Timestamps);
            return ReadCondition(node.Get(moment), moment, moment == "created_time" ? PropertyType.CreatedTime : PropertyType.LastEditedTime);
        }
        DatabaseProperty property = Find(node.Get("property"));
        if (!property.Type.IsComputedHere()) throw node.Should($"not be of {property.Name}: filters on its type are not supported here");
        return ReadCondition(node.Get(property.Type.ApiName()), property.Id, property.Type);
    }

    private Filter ReadCondition(BodyNode payload, string property, PropertyType type)
    {
        string[] names = [.. payload.Names];
        if (names.Length != 1 || FilterOperators.Parse(names[0]) is not { } wanted || !FilterOperators.For(type).Contains(wanted))
            throw payload.Should($"have one of {string.Join(", ", FilterOperators.For(type).Select(known => known.Name()))}");
        BodyNode operand = payload.Get(names[0]);
        if (wanted is FilterOperator.IsEmpty or FilterOperator.IsNotEmpty) return operand.Flag() ? new FilterCondition(property, wanted) : throw operand.Should("be true");
        if (wanted.TakesNoOperand())
        {
            operand.Object();
            return new FilterCondition(property, wanted);
        }
        if (type.HasOptions() && !operand.IsText)
        {
            FilterCondition[] each = [.. operand.Items(MaxMembers).Select(item => new FilterCondition(property, wanted, item.Text(MaxOperand)))];
            bool isPositive = wanted is FilterOperator.Equals or FilterOperator.Contains;
            return each.Length == 0 ? throw operand.Should("have at least one name") : isPositive ? Filter.Any(each) : Filter.All(each);
        }
        return new FilterCondition(property, wanted, ReadOperand(operand, type));
    }

    private PropertyValue ReadOperand(BodyNode operand, PropertyType type)
    {
        switch (type)
        {
            case PropertyType.Number or PropertyType.UniqueId:
                return operand.Number();
            case PropertyType.Checkbox:
                return operand.Flag();
            case PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime:
                string date = Relative(operand.Text(MaxOperand));
                return Mention.IsDate(date) ? date : throw operand.Should("be a valid ISO 8601 date string");
            case PropertyType.Relation:
                return operand.Id().ToString();
            default:
                if (type.IsPerson()) return operand.Text(MaxOperand) == "me" ? me.ToString() : operand.Id().ToString();
                return operand.Text(MaxOperand);
        }
    }

    private string Relative(string date)
    {
        DateTime today = now.UtcDateTime.Date;
        DateTime? day = date switch
        {
            "today" => today,
            "tomorrow" => today.AddDays(1),
            "yesterday" => today.AddDays(-1),
            "one_week_ago" => today.AddDays(-7),
            "one_week_from_now" => today.AddDays(7),
            "one_month_ago" => today.AddMonths(-1),
            "one_month_from_now" => today.AddMonths(1),
            _ => null,
        };
        return day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? date;
    }

    private RowSort ReadSort(BodyNode sort)
    {
        bool descending = sort.Get("direction").OneOf(Directions) == "descending";
        if (sort.FindValue("timestamp") is { } timestamp) return new RowSort(timestamp.OneOf(Timestamps), descending);
        return new RowSort(Find(sort.Get("property")).Id, descending);
    }

    private DatabaseProperty Find(BodyNode node) => schema.FindByName(node.Text(MaxOperand)) ?? throw ApiException.Invalid($"Could not find property with name or id: {node.Text(MaxOperand)}");
}
