using Notion.Crdt;

namespace Notion.Databases;

/// <summary>Reads the values of a page. What does not fit its family is no value.</summary>
internal static class RowReader
{
    public static DatabaseRow Read(Block root, RowOrigin origin)
    {
        var values = new Dictionary<string, CellValue>(StringComparer.Ordinal);
        var choices = new Dictionary<string, (string? One, IReadOnlyList<string> All)>(StringComparer.Ordinal);
        long? number = null;
        foreach ((string key, PropertyValue value) in root.Properties)
        {
            if (key == ValueKeys.RowNumber && value.Kind == PropertyKind.Integer) number = value.AsInteger();
            if (!ValueKeys.TryRead(key, out string slot, out char family)) continue;
            if (family == ValueKeys.Choice)
            {
                if (value.Kind == PropertyKind.String && value.AsString().Length > 0) choices[slot] = (value.AsString(), []);
            }
            else if (Single(family, value) is { IsEmpty: false } single)
            {
                values[slot] = single;
            }
        }
        foreach ((string key, RichText text) in root.PropertyTexts)
            if (ValueKeys.TryRead(key, out string slot, out char family) && family == ValueKeys.String) values[slot] = CellValue.Text(text);
        foreach ((string key, IReadOnlyList<PropertyValue> members) in root.Sets)
        {
            if (!ValueKeys.TryRead(key, out string slot, out char family)) continue;
            IEnumerable<string> strings = members.Where(member => member.Kind == PropertyKind.String).Select(member => member.AsString());
            if (family == ValueKeys.Choice) choices[slot] = (choices.GetValueOrDefault(slot).One, [.. strings]);
            else if (Many(family, strings) is { IsEmpty: false } many) values[slot] = many;
        }
        foreach ((string slot, (string? one, IReadOnlyList<string> all)) in choices)
        {
            string[] ids = [.. all.Append(one).OfType<string>().Where(id => id.Length is > 0 and <= 64).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(DatabaseLimits.MaxItems)];
            if (ids.Length == 0) continue;
            values[slot] = CellValue.Choice(one ?? ids[0]);
            values[$"{slot[..^1]}{Slots.AllChoices}"] = CellValue.Items(ids);
        }
        return new DatabaseRow(origin, Title(root), number, values);
    }

    /// <summary>The text of the title; where nobody has typed one, the title that was set as a whole.</summary>
    public static RichText Title(Block root)
    {
        RichText text = root.GetRichText(BlockTexts.Title);
        return text.Count > 0 || root[BlockTexts.Title].Kind != PropertyKind.String ? text : RichText.From(root[BlockTexts.Title].AsString());
    }

    private static CellValue Single(char family, PropertyValue value) => (family, value.Kind) switch
    {
        (ValueKeys.String, PropertyKind.String) => CellValue.Text(value.AsString()),
        (ValueKeys.Number, PropertyKind.Number or PropertyKind.Integer) => CellValue.Number(value.AsNumber()),
        (ValueKeys.Check, PropertyKind.Boolean) => CellValue.Flag(value.AsBoolean()),
        (ValueKeys.Date, PropertyKind.String) => PropertyDate.TryParse(value.AsString(), out PropertyDate date) ? CellValue.Date(date) : default,
        _ => default,
    };

    private static CellValue Many(char family, IEnumerable<string> members) => family switch
    {
        ValueKeys.People or ValueKeys.Relation => CellValue.Items(members.Where(IsUuid).Take(DatabaseLimits.MaxItems)),
        ValueKeys.Files => CellValue.Files(members.Select(FileMember.Read).OfType<FileReference>().Take(DatabaseLimits.MaxItems)),
        _ => default,
    };

    /// <summary>Only as they are written here: otherwise one id would be two members.</summary>
    private static bool IsUuid(string text) => Guid.TryParseExact(text, "D", out Guid id) && id.ToString() == text;
}
