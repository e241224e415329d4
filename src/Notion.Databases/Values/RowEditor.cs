using Notion.Crdt;

namespace Notion.Databases;

/// <summary>Edits the values of a row within a transaction.</summary>
/// <remarks>Only what differs is written: setting a value that is there already changes nothing, and of a text only the part that is another. A verb that throws has had no effect.</remarks>
/// <param name="document">The document of the row's page.</param>
/// <param name="change">Its open transaction.</param>
public readonly ref struct RowEditor(Document document, Transaction change)
{
    private readonly Transaction _change = change;

    /// <summary>Gives the row a value; <see cref="CellValue.Empty"/> clears it.</summary>
    /// <param name="property">A property that <see cref="PropertyTypes.IsWritable"/>.</param>
    /// <param name="value">Text for title, text, url, email and phone; a number; a flag; a date; a choice or items for options; items that are UUIDs for people and relations; files.</param>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.WrongType"/> for a property that is computed, <see cref="DatabaseErrorCode.InvalidValue"/>, <see cref="DatabaseErrorCode.UnknownOption"/>, <see cref="DatabaseErrorCode.LimitExceeded"/></exception>
    public void Set(DatabaseProperty property, CellValue value)
    {
        ArgumentNullException.ThrowIfNull(property);
        if (!property.Type.IsWritable())
            throw new DatabaseException(DatabaseErrorCode.WrongType, $"{property.Name} is computed ({property.TypeName}): it follows from other values and cannot be set.");
        CellValidation.Require(property, value);
        string key = property.Type == PropertyType.Title ? BlockTexts.Title : ValueKeys.Of(property.Id, PropertyTypes.Family(property.Type));
        switch (property.Type)
        {
            // As a whole, as long as nothing in it is marked: so clients that know titles as strings show it.
            case PropertyType.Title when value.AsRichText().All(run => run.Marks.IsEmpty):
                DeleteText(key);
                Set(key, value.IsEmpty ? PropertyValue.Null : value.AsText());
                break;
            case PropertyType.Title:
            case PropertyType.Text:
                SetText(key, value.AsRichText());
                break;
            case PropertyType.Url or PropertyType.Email or PropertyType.Phone:
                DeleteText(key);
                Set(key, value.IsEmpty ? PropertyValue.Null : value.AsText());
                break;
            case PropertyType.Number:
                Set(key, value.AsNumber() is { } number ? number : PropertyValue.Null);
                break;
            case PropertyType.Checkbox:
                Set(key, value.IsEmpty ? PropertyValue.Null : value.AsFlag());
                break;
            case PropertyType.Date:
                Set(key, value.AsDate()?.ToString());
                break;
            case PropertyType.Select or PropertyType.Status:
                Set(key, property.FindOption(value.AsChoice())?.Id);
                SetMembers(key, []);
                break;
            case PropertyType.MultiSelect:
                Set(key, PropertyValue.Null);
                SetMembers(key, value.AsItems().Select(id => property.FindOption(id)!.Id));
                break;
            case PropertyType.Files:
                SetMembers(key, value.AsFiles().Select(FileMember.Write));
                break;
            default:
                SetMembers(key, value.AsItems());
                break;
        }
    }

    /// <summary>Adds a user, a page or an option to a value of several. What others add or remove at the same time stays so.</summary>
    /// <returns>False where it is there already.</returns>
    /// <exception cref="DatabaseException">As <see cref="Set(DatabaseProperty, CellValue)"/>.</exception>
    public bool Add(DatabaseProperty property, string id)
    {
        string key = RequireMembers(property, id);
        if (property.Type == PropertyType.MultiSelect) MoveToSet(key);
        if (document.Root.SetContains(key, id)) return false;
        if (document.Root.GetSet(key).Count >= DatabaseLimits.MaxItems) throw CellValidation.TooMany(property);
        return _change.AddToSet(BlockId.Root, key, id);
    }

    /// <summary>Removes a user, a page or an option from a value of several.</summary>
    /// <returns>False where it is not there.</returns>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.WrongType"/></exception>
    public bool Remove(DatabaseProperty property, string id)
    {
        ArgumentNullException.ThrowIfNull(property);
        string key = RequireMembers(property, null);
        if (property.Type != PropertyType.MultiSelect) return _change.RemoveFromSet(BlockId.Root, key, id);
        MoveToSet(key);
        bool removed = false;
        foreach (string same in property.FindOption(id)?.Ids ?? [id]) removed |= _change.RemoveFromSet(BlockId.Root, key, same);
        return removed;
    }

    /// <summary>Gives the row its unique number. For whoever hands out numbers: no two rows may have the same.</summary>
    public void SetNumber(long number) => Set(ValueKeys.RowNumber, number);

    private void Set(string key, PropertyValue value)
    {
        if (document.Root[key] != value) _change.SetProperty(BlockId.Root, key, value);
    }

    private void DeleteText(string key)
    {
        if (document.Root.GetTextLength(key) is > 0 and int length) _change.DeleteText(BlockId.Root, key, 0, length);
    }

    /// <summary>What a select chose becomes the first member of what a multi-select has.</summary>
    private void MoveToSet(string key)
    {
        if (document.Root[key] is not { Kind: PropertyKind.String } one) return;
        _change.AddToSet(BlockId.Root, key, one);
        _change.SetProperty(BlockId.Root, key, PropertyValue.Null);
    }

    private void SetMembers(string key, IEnumerable<string> members)
    {
        HashSet<PropertyValue> wanted = [.. members.Select(PropertyValue.From)];
        foreach (PropertyValue there in document.Root.GetSet(key))
            if (!wanted.Remove(there)) _change.RemoveFromSet(BlockId.Root, key, there);
        foreach (PropertyValue missing in wanted.Order()) _change.AddToSet(BlockId.Root, key, missing);
    }

    /// <summary>Replaces what differs between the beginning and the end that stay.</summary>
    private void SetText(string key, RichText wanted)
    {
        Set(key, PropertyValue.Null);
        RichText there = document.Root.GetRichText(key);
        if (there.Equals(wanted)) return;
        string before = there.Text, after = wanted.Text;
        int start = 0, end = 0;
        // Marks may differ where letters do not: then all of it is another text.
        if (there.All(run => run.Marks.IsEmpty) && wanted.All(run => run.Marks.IsEmpty))
        {
            start = before.AsSpan().CommonPrefixLength(after);
            if (start > 0 && char.IsHighSurrogate(before[start - 1])) start--;
            while (end < Math.Min(before.Length, after.Length) - start && before[^(end + 1)] == after[^(end + 1)]) end++;
            if (end > 0 && char.IsLowSurrogate(before[^end])) end--;
        }
        if (before.Length - end > start) _change.DeleteText(BlockId.Root, key, start, before.Length - end - start);
        if (after.Length - end > start) _change.InsertText(BlockId.Root, key, start, wanted.Slice(start, after.Length - end - start));
    }

    private static string RequireMembers(DatabaseProperty property, string? id)
    {
        ArgumentNullException.ThrowIfNull(property);
        if (property.Type is not (PropertyType.MultiSelect or PropertyType.People or PropertyType.Relation))
            throw new DatabaseException(DatabaseErrorCode.WrongType, $"{property.Name} ({property.TypeName}) has no members. Set its value as a whole.");
        if (id is not null) CellValidation.Require(property, CellValue.Items(id));
        return ValueKeys.Of(property.Id, PropertyTypes.Family(property.Type));
    }
}
