using Notion.Crdt;

namespace Notion.Databases;

/// <summary>Edits the views of a database within a transaction. Views are shared: everybody who has the database open sees the change.</summary>
/// <remarks>A verb that throws has had no effect, and the transaction can go on.</remarks>
/// <param name="document">The document of the database page.</param>
/// <param name="change">Its open transaction.</param>
public readonly ref struct ViewEditor(Document document, Transaction change)
{
    private readonly Transaction _change = change;

    /// <summary>Adds a view, as the last.</summary>
    /// <param name="type">How it shows rows.</param>
    /// <param name="name">1 to <see cref="DatabaseLimits.MaxNameLength"/> characters.</param>
    /// <returns>The view's id.</returns>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.InvalidName"/>, <see cref="DatabaseErrorCode.LimitExceeded"/></exception>
    public string Add(ViewType type, string name)
    {
        SchemaEditor.RequireName(name, []);
        if (document.Root.Children.Count(block => block.Type == SchemaKeys.ViewBlock) >= DatabaseLimits.MaxViews)
            throw new DatabaseException(DatabaseErrorCode.LimitExceeded, $"A database has at most {DatabaseLimits.MaxViews} views. Remove one first.");
        BlockId view = _change.CreateBlock(SchemaKeys.ViewBlock, BlockId.Root);
        _change.SetProperty(view, ViewKeys.Type, type.Name());
        _change.SetProperty(view, SchemaKeys.Name, name);
        return CompactId.From(view);
    }

    /// <summary>Renames a view.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownView"/>, <see cref="DatabaseErrorCode.InvalidName"/></exception>
    public void Rename(string id, string name)
    {
        SchemaEditor.RequireName(name, []);
        _change.SetProperty(Find(id).Id, SchemaKeys.Name, name);
    }

    /// <summary>Shows the rows in another way; filter, sorts and properties stay.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownView"/></exception>
    public void Retype(string id, ViewType type) => _change.SetProperty(Find(id).Id, ViewKeys.Type, type.Name());

    /// <summary>Removes a view.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownView"/></exception>
    public void Remove(string id) => _change.Delete(Find(id).Id);

    /// <summary>Groups the rows by a property; null for not at all. The property may be of a type that gives no groups: then there are none until it is retyped.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownView"/>, <see cref="DatabaseErrorCode.UnknownProperty"/></exception>
    public void GroupBy(string id, string? property) => Name(id, ViewKeys.GroupBy, property);

    /// <summary>Puts the rows of a calendar on the days of a date property.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownView"/>, <see cref="DatabaseErrorCode.UnknownProperty"/></exception>
    public void SetDateProperty(string id, string? property) => Name(id, ViewKeys.Date, property);

    /// <summary>Takes the covers of a gallery from a files property; null for the page's own cover.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownView"/>, <see cref="DatabaseErrorCode.UnknownProperty"/></exception>
    public void SetCover(string id, string? property) => Name(id, ViewKeys.Cover, property);

    /// <summary>Shows or hides a property in a view.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownView"/>, <see cref="DatabaseErrorCode.UnknownProperty"/></exception>
    public void Show(string id, string property, bool isVisible)
    {
        Block view = Find(id);
        _change.SetProperty(view.Id, ViewKeys.Show + DatabaseSchema.Read(document)[property].Id, isVisible);
    }

    /// <summary>Moves a property within a view, and in no other.</summary>
    /// <param name="id">The view.</param>
    /// <param name="property">The property.</param>
    /// <param name="after">After which other it is to stand; null for the first place.</param>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownView"/>, <see cref="DatabaseErrorCode.UnknownProperty"/></exception>
    public void MoveProperty(string id, string property, string? after)
    {
        Block view = Find(id);
        var schema = DatabaseSchema.Read(document);
        List<string> others = [.. ViewReader.ReadProperties(view, schema).Select(shown => shown.Id).Where(other => other != schema[property].Id)];
        int place = after is null ? 0 : others.IndexOf(schema[after].Id) + 1;
        if (after == property) return;
        // Those that stand by the schema's order until now are fixed where they are, up to the place.
        string? before = null;
        for (int i = 0; i < place; i++)
        {
            string? order = ViewReader.OrderOf(view, others[i]);
            if (order is null || string.CompareOrdinal(order, before) <= 0) _change.SetProperty(view.Id, ViewKeys.Order + others[i], order = FractionalIndex.Between(before, null));
            before = order;
        }
        string? next = place < others.Count ? ViewReader.OrderOf(view, others[place]) : null;
        _change.SetProperty(view.Id, ViewKeys.Order + property, FractionalIndex.Between(before, string.CompareOrdinal(next, before) > 0 ? next : null));
    }

    /// <summary>Gives a view another filter; null for none. Conditions that others add at the same time stay beside it.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownView"/>, <see cref="DatabaseErrorCode.InvalidFilter"/>, <see cref="DatabaseErrorCode.LimitExceeded"/></exception>
    public void SetFilter(string id, Filter? filter)
    {
        Block view = Find(id);
        // The plan is not wanted, but its checks: of size, and that each condition fits the schema.
        RowPlanner.Plan(DatabaseSchema.Read(document), new RowQuery { Filter = filter }, DateTimeOffset.UnixEpoch);
        foreach (Block old in view.Children.Where(block => block.Type is SchemaKeys.FilterBlock or SchemaKeys.FilterGroupBlock)) _change.Delete(old.Id);
        if (filter is FilterGroup { Logic: FilterLogic.And } all)
        {
            foreach (Filter member in all.Members) Write(member, view.Id);
        }
        else if (filter is not null)
        {
            Write(filter, view.Id);
        }
    }

    /// <summary>Adds one condition, that must hold too. Of conditions that several people add at the same time all stay.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownView"/>, <see cref="DatabaseErrorCode.InvalidFilter"/>, <see cref="DatabaseErrorCode.LimitExceeded"/></exception>
    public void AddFilter(string id, Filter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Block view = Find(id);
        var schema = DatabaseSchema.Read(document);
        RowPlanner.Plan(schema, new RowQuery { Filter = filter }, DateTimeOffset.UnixEpoch);
        if (ViewReader.Read(view, schema).Filter is { } there) RowPlanner.Plan(schema, new RowQuery { Filter = Filter.All(there, filter), LeavesOutWhatDoesNotFit = true }, DateTimeOffset.UnixEpoch);
        Write(filter, view.Id);
    }

    /// <summary>Gives a view other sorts.</summary>
    /// <exception cref="DatabaseException"><see cref="DatabaseErrorCode.UnknownView"/>, <see cref="DatabaseErrorCode.InvalidSort"/>, <see cref="DatabaseErrorCode.LimitExceeded"/></exception>
    public void SetSorts(string id, params IReadOnlyList<RowSort> sorts)
    {
        Block view = Find(id);
        RowPlanner.Plan(DatabaseSchema.Read(document), new RowQuery { Sorts = sorts }, DateTimeOffset.UnixEpoch);
        foreach (Block old in view.Children.Where(block => block.Type == SchemaKeys.SortBlock)) _change.Delete(old.Id);
        foreach (RowSort sort in sorts)
        {
            BlockId block = _change.CreateBlock(SchemaKeys.SortBlock, view.Id);
            _change.SetProperty(block, ViewKeys.Property, sort.Property);
            if (sort.Descending) _change.SetProperty(block, ViewKeys.Descending, true);
        }
    }

    private void Write(Filter filter, BlockId parent)
    {
        if (filter is FilterGroup group)
        {
            BlockId block = _change.CreateBlock(SchemaKeys.FilterGroupBlock, parent);
            _change.SetProperty(block, ViewKeys.Logic, group.Logic == FilterLogic.Or ? ViewKeys.Or : ViewKeys.And);
            foreach (Filter member in group.Members) Write(member, block);
        }
        else if (filter is FilterCondition condition)
        {
            BlockId block = _change.CreateBlock(SchemaKeys.FilterBlock, parent);
            _change.SetProperty(block, ViewKeys.Property, condition.Property);
            _change.SetProperty(block, ViewKeys.Operator, condition.Operator.Name());
            _change.SetProperty(block, ViewKeys.Operand, condition.Operand);
        }
    }

    private void Name(string id, string key, string? property)
    {
        Block view = Find(id);
        _change.SetProperty(view.Id, key, property is null ? PropertyValue.Null : DatabaseSchema.Read(document)[property].Id);
    }

    private Block Find(string id) =>
        CompactId.TryParse(id, out BlockId block) && document.TryGetBlock(block, out Block found) && found is { IsLive: true, Type: SchemaKeys.ViewBlock }
            ? found
            : throw new DatabaseException(DatabaseErrorCode.UnknownView, $"The database has no view {id}. It may have been removed.");
}
