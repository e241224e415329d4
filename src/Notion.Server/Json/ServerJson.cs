using System.Text.Json;
using System.Text.Json.Serialization;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.Hosting;
using Notion.Server.Pages;
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
[JsonSerializable(typeof(CreateTokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(TokenList))]
[JsonSerializable(typeof(AuditList))]
[JsonSerializable(typeof(CreateWorkspaceRequest))]
[JsonSerializable(typeof(AddMemberRequest))]
[JsonSerializable(typeof(WorkspaceAnswer))]
[JsonSerializable(typeof(WorkspaceList))]
[JsonSerializable(typeof(MemberAnswer))]
[JsonSerializable(typeof(MemberList))]
[JsonSerializable(typeof(CreatePageRequest))]
[JsonSerializable(typeof(PageAnswer))]
[JsonSerializable(typeof(PageList))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(Dictionary<string, string?>))]
[JsonSerializable(typeof(Guid[]))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ServerJson : JsonSerializerContext;
