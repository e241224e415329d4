using Notion.Crdt;

namespace Notion.Databases;

/// <summary>Edits the schema of a database within a transaction. No edit touches a row: what a property held comes back with it.</summary>
/// <remarks>A verb that throws has had no effect, and the transaction can go on. Errors of the document come as <see cref="CrdtException"/>.</remarks>
/// <param name="document">The document of the database page.</param>
/// <param name="change">Its open transaction.</param>
public readonly ref struct SchemaEditor(Document document, Transaction change)
{
    private readonly Transaction _change = change;

    /// <summary>The schema as it is now, within the transaction.</summary>
    public DatabaseSchema Schema => DatabaseSchema.Read(document);

    /// <summary>Says that the page is a database.</summary>
    public void MakeDatabase() => _change.SetProperty(BlockId.Root, SchemaKeys.Database, true);

    /// <summary>Adds a property, as the last.</summary>
    /// <param name="name">1 to <see cref="DatabaseLimits.MaxNameLength"/> characters; no other property's.</param>
    /// <param name="type">Any but the title, which every database has.</param>
    /// <returns>The property's id.</returns>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.InvalidName"/>, <see cref="DatabaseErrorCode.DuplicateName"/>, <see cref="DatabaseErrorCode.WrongType"/>, <see cref="DatabaseErrorCode.LimitExceeded"/></exception>
    public string AddProperty(string name, PropertyType type)
    {
        DatabaseSchema schema = Schema;
        RequireType(type);
        RequireName(name, schema.Properties.Select(property => property.Name));
        if (schema.Properties.Count > DatabaseLimits.MaxProperties)
            throw new DatabaseException(DatabaseErrorCode.LimitExceeded, $"A database has at most {DatabaseLimits.MaxProperties} properties. Remove one first.");
        BlockId block = _change.CreateBlock(SchemaKeys.PropertyBlock, BlockId.Root);
        _change.SetProperty(block, SchemaKeys.Name, name);
        _change.SetProperty(block, SchemaKeys.Type, type.Name());
        return CompactId.From(block);
    }

    /// <summary>Renames a property, the title too.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownProperty"/>, <see cref="DatabaseErrorCode.InvalidName"/>, <see cref="DatabaseErrorCode.DuplicateName"/></exception>
    public void RenameProperty(string id, string name)
    {
        DatabaseSchema schema = Schema;
        RequireName(name, schema.Properties.Where(property => property.Id != id).Select(property => property.Name));
        if (id == DatabaseProperty.TitleId) _change.SetProperty(BlockId.Root, SchemaKeys.TitleName, name);
        else _change.SetProperty(Find(id), SchemaKeys.Name, name);
    }

    /// <summary>Gives a property another type. Values stay: those of the new type's family show, the others come back with the old type.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownProperty"/>, <see cref="DatabaseErrorCode.WrongType"/></exception>
    public void RetypeProperty(string id, PropertyType type)
    {
        RequireType(type);
        _change.SetProperty(Find(id), SchemaKeys.Type, type.Name());
    }

    /// <summary>Sets one of the settings of a property's type, such as <c>format</c>, <c>target</c> or <c>expression</c>; <see cref="PropertyValue.Null"/> takes it away.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownProperty"/>; <see cref="DatabaseErrorCode.InvalidName"/> for the name and the type, which have verbs of their own.</exception>
    public void SetSetting(string id, string key, PropertyValue value)
    {
        if (key is SchemaKeys.Name or SchemaKeys.Type) throw new DatabaseException(DatabaseErrorCode.InvalidName, $"The {key} of a property is no setting. Rename or retype it.");
        _change.SetProperty(Find(id), key, value);
    }

    /// <summary>Moves a property among the others.</summary>
    /// <param name="id">The property.</param>
    /// <param name="after">After which property it is to stand; <see cref="DatabaseProperty.TitleId"/> for the first place after the title.</param>
    public void MoveProperty(string id, string after)
    {
        BlockId block = Find(id);
        int index = 0;
        if (after != DatabaseProperty.TitleId)
        {
            BlockId other = Find(after);
            index = document.GetBlock(other).Index + (document.GetBlock(block).Index > document.GetBlock(other).Index ? 1 : 0);
        }
        _change.Move(block, BlockId.Root, index);
    }

    /// <summary>Removes a property. Its values stay in the rows, and show again when it is restored.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownProperty"/>; <see cref="DatabaseErrorCode.WrongType"/> for the title.</exception>
    public void RemoveProperty(string id)
    {
        if (id == DatabaseProperty.TitleId) throw new DatabaseException(DatabaseErrorCode.WrongType, "The title cannot be removed. Rename it instead.");
        _change.Delete(Find(id));
    }

    /// <summary>Restores a property that was removed, as the last.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownProperty"/></exception>
    public void RestoreProperty(string id) => _change.Restore(Find(id, SchemaKeys.PropertyBlock, isLive: false));

    /// <summary>Adds an option to a property, as the last.</summary>
    /// <param name="property">The property: of a type with options.</param>
    /// <param name="name">1 to <see cref="DatabaseLimits.MaxNameLength"/> characters; no other option's of the property.</param>
    /// <param name="color">Such as <c>green</c>; null for none.</param>
    /// <param name="group">For a status: <c>to_do</c>, <c>in_progress</c> or <c>complete</c>; null for none.</param>
    /// <returns>The option's id.</returns>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownProperty"/>, <see cref="DatabaseErrorCode.WrongType"/>, <see cref="DatabaseErrorCode.InvalidName"/>,
    /// <see cref="DatabaseErrorCode.DuplicateName"/>, <see cref="DatabaseErrorCode.LimitExceeded"/></exception>
    public string AddOption(string property, string name, string? color = null, string? group = null)
    {
        DatabaseProperty of = Schema[property];
        if (!of.Type.HasOptions()) throw new DatabaseException(DatabaseErrorCode.WrongType, $"A property of type {of.TypeName} has no options. Retype it first.");
        RequireName(name, of.Options.Select(option => option.Name));
        if (of.Options.Count >= DatabaseLimits.MaxOptions)
            throw new DatabaseException(DatabaseErrorCode.LimitExceeded, $"A property has at most {DatabaseLimits.MaxOptions} options. Remove one first.");
        BlockId block = _change.CreateBlock(SchemaKeys.OptionBlock, Find(property));
        _change.SetProperty(block, SchemaKeys.Name, name);
        _change.SetProperty(block, SchemaKeys.Of, property);
        if (color is not null) _change.SetProperty(block, SchemaKeys.Color, color);
        if (group is not null) _change.SetProperty(block, SchemaKeys.Group, group);
        return CompactId.From(block);
    }

    /// <summary>Changes an option's name or colour; what is null stays.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownOption"/>, <see cref="DatabaseErrorCode.InvalidName"/>, <see cref="DatabaseErrorCode.DuplicateName"/></exception>
    public void ChangeOption(string property, string option, string? name = null, string? color = null)
    {
        SelectOption there = Schema[property].FindOption(option) ?? throw UnknownOption(option);
        if (name is not null) RequireName(name, Schema[property].Options.Where(other => other.Id != there.Id).Select(other => other.Name));
        foreach (string id in there.Ids)
        {
            BlockId block = Find(id, SchemaKeys.OptionBlock, isLive: true);
            if (name is not null) _change.SetProperty(block, SchemaKeys.Name, name);
            if (color is not null) _change.SetProperty(block, SchemaKeys.Color, color);
        }
    }

    /// <summary>Removes an option. Rows that have it show none, and show it again when it is restored.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownOption"/></exception>
    public void RemoveOption(string property, string option)
    {
        foreach (string id in (Schema[property].FindOption(option) ?? throw UnknownOption(option)).Ids) _change.Delete(Find(id, SchemaKeys.OptionBlock, isLive: true));
    }

    /// <summary>Restores an option that was removed, as the last of its property.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownOption"/>, <see cref="DatabaseErrorCode.UnknownProperty"/></exception>
    public void RestoreOption(string property, string option) => _change.Restore(Find(option, SchemaKeys.OptionBlock, isLive: false), Find(property));

    private BlockId Find(string id) => Find(id, SchemaKeys.PropertyBlock, isLive: true);

    private BlockId Find(string id, string type, bool isLive)
    {
        if (CompactId.TryParse(id, out BlockId block) && document.TryGetBlock(block, out Block found) && found.Type == type && found.IsDeleted != isLive) return block;
        throw type == SchemaKeys.OptionBlock ? UnknownOption(id) : DatabaseSchema.Unknown(id);
    }

    private static DatabaseException UnknownOption(string id) => new(DatabaseErrorCode.UnknownOption, $"The property has no option {id}. It may have been removed: read the schema again.");

    private static void RequireType(PropertyType type)
    {
        if (type is PropertyType.Title or PropertyType.Unknown || !Enum.IsDefined(type))
            throw new DatabaseException(DatabaseErrorCode.WrongType, "A database has one title, which is there from the start; a property is of any other known type.");
    }

    internal static void RequireName(string name, IEnumerable<string> others)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > DatabaseLimits.MaxNameLength)
            throw new DatabaseException(DatabaseErrorCode.InvalidName, $"A name has 1 to {DatabaseLimits.MaxNameLength} characters.");
        if (others.Contains(name, StringComparer.Ordinal))
            throw new DatabaseException(DatabaseErrorCode.DuplicateName, $"There is a \"{name}\" already. Take another name, or use that one.");
    }
}
