using Notion.Crdt;

namespace Notion.Databases;

/// <summary>One condition on one property.</summary>
/// <param name="Property">The property's id; <c>created_time</c> and <c>last_edited_time</c> mean the row's own.</param>
/// <param name="Operator">What is asked.</param>
/// <param name="Operand">A string for texts, ids, options and dates (as <see cref="PropertyDate"/> reads them, without an end), a number, or a truth value; nothing for operators that take none.</param>
public sealed record FilterCondition(string Property, FilterOperator Operator, PropertyValue Operand = default) : Filter;
