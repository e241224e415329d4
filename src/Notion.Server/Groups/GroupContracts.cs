namespace Notion.Server.Groups;

internal sealed record GroupRequest(string? Name);

/// <param name="Members">Ids of users.</param>
internal sealed record GroupAnswer(Guid Id, string Name, IReadOnlyList<Guid> Members, DateTimeOffset CreatedAt);

internal sealed record GroupList(IReadOnlyList<GroupAnswer> Items);
