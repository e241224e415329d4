using System.Text.Json;
using System.Text.Json.Serialization;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.ExternalSignIn;
using Notion.Server.Groups;
using Notion.Server.History;
using Notion.Server.Hosting;
using Notion.Server.Invitations;
using Notion.Server.Pages;
using Notion.Server.Search;
using Notion.Server.Sharing;
using Notion.Server.Tokens;
using Notion.Server.Workspaces;

namespace Notion.Server.Json;

/// <summary>The JSON of the REST interface: camel case, no reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SignUpRequest))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SignedInAnswer))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(ChangeAccountRequest))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(ProviderList))]
[JsonSerializable(typeof(BeginAnswer))]
[JsonSerializable(typeof(CompleteRequest))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(InviteRequest))]
[JsonSerializable(typeof(InvitationAnswer))]
[JsonSerializable(typeof(InvitationList))]
[JsonSerializable(typeof(InvitationView))]
[JsonSerializable(typeof(InvitationTokenRequest))]
[JsonSerializable(typeof(CreateTokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(TokenList))]
[JsonSerializable(typeof(AuditList))]
[JsonSerializable(typeof(CreateWorkspaceRequest))]
[JsonSerializable(typeof(WorkspaceAnswer))]
[JsonSerializable(typeof(WorkspaceList))]
[JsonSerializable(typeof(MemberAnswer))]
[JsonSerializable(typeof(MemberList))]
[JsonSerializable(typeof(CreatePageRequest))]
[JsonSerializable(typeof(PageAnswer))]
[JsonSerializable(typeof(PageList))]
[JsonSerializable(typeof(ChangePageRequest))]
[JsonSerializable(typeof(MovePageRequest))]
[JsonSerializable(typeof(DuplicatePageRequest))]
[JsonSerializable(typeof(PagePath))]
[JsonSerializable(typeof(ChangeWorkspaceRequest))]
[JsonSerializable(typeof(ChangeRoleRequest))]
[JsonSerializable(typeof(GroupRequest))]
[JsonSerializable(typeof(GroupAnswer))]
[JsonSerializable(typeof(GroupList))]
[JsonSerializable(typeof(GrantRequest))]
[JsonSerializable(typeof(RestrictionRequest))]
[JsonSerializable(typeof(PermissionsAnswer))]
[JsonSerializable(typeof(AccessAnswer))]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(LinkAnswer))]
[JsonSerializable(typeof(LinkList))]
[JsonSerializable(typeof(OpenLinkRequest))]
[JsonSerializable(typeof(LinkVisitAnswer))]
[JsonSerializable(typeof(HistoryList))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(ComparisonAnswer))]
[JsonSerializable(typeof(RestoreVersionRequest))]
[JsonSerializable(typeof(SearchResults))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(Dictionary<string, string?>))]
[JsonSerializable(typeof(Guid[]))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ServerJson : JsonSerializerContext;
