using Notion.Server.Invitations;

namespace Notion.Server.Sharing;

/// <param name="Kind"><c>user</c>, <c>group</c>, <c>everyone</c> or <c>guests</c>.</param>
/// <param name="Id">Of the user or group; left out for everyone and guests.</param>
/// <param name="Email">In the place of a user's id; somebody who does not belong to the workspace gets an invitation, which makes them a guest of it.</param>
/// <param name="Level"><c>none</c>, <c>view</c>, <c>comment</c>, <c>edit</c> or <c>full</c>.</param>
internal sealed record GrantRequest(string? Kind, Guid? Id, string? Email, string? Level);

internal sealed record RestrictionRequest(bool? Restricted);

/// <param name="From">The page that says it; null where the workspace does.</param>
internal sealed record GrantAnswer(string Kind, Guid Id, string? Name, string? Email, string Level, Guid? From);

/// <param name="Access">What the asker may do.</param>
/// <param name="Invitations">Those to this page that nobody has accepted yet.</param>
internal sealed record PermissionsAnswer(string Access, bool Restricted, IReadOnlyList<GrantAnswer> Grants, IReadOnlyList<InvitationAnswer> Invitations);

/// <param name="Level">What the asker may do now.</param>
internal sealed record AccessAnswer(string Level, bool InTrash);

/// <param name="Level"><c>view</c> (also when left out) or <c>comment</c>.</param>
/// <param name="Password">Asked of whoever opens the link; left out for none.</param>
/// <param name="ExpiresAt">When the link ends; left out for never.</param>
/// <param name="SearchEngines">Whether search engines may show the page.</param>
internal sealed record LinkRequest(string? Level, string? Password, DateTimeOffset? ExpiresAt, bool? SearchEngines);

/// <param name="Token">What opens the link: shown when it is made, and never again.</param>
internal sealed record LinkAnswer(Guid Id, Guid PageId, string Level, bool HasPassword, DateTimeOffset? ExpiresAt, bool SearchEngines, DateTimeOffset CreatedAt, string? Token);

internal sealed record LinkList(IReadOnlyList<LinkAnswer> Items);

internal sealed record OpenLinkRequest(string? Token, string? Password);

/// <param name="Token">The visitor's: send it as a bearer token, and in the hello of <c>/sync</c>.</param>
internal sealed record LinkVisitAnswer(string Token, DateTimeOffset ExpiresAt, Guid PageId, string Level, bool SearchEngines);
