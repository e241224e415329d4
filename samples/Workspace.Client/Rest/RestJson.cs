using System.Text.Json;
using System.Text.Json.Serialization;
using Notion.Workspace.Client.Accounts;

namespace Notion.Workspace.Client.Rest;

/// <summary>JSON without reflection, so that trimming can cut freely.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SignUpRequest))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SignedInAnswer))]
[JsonSerializable(typeof(CreateWorkspaceRequest))]
[JsonSerializable(typeof(WorkspaceAnswer))]
[JsonSerializable(typeof(WorkspaceList))]
[JsonSerializable(typeof(CreatePageRequest))]
[JsonSerializable(typeof(PageAnswer))]
[JsonSerializable(typeof(PageList))]
[JsonSerializable(typeof(ProblemAnswer))]
[JsonSerializable(typeof(Session))]
internal sealed partial class RestJson : JsonSerializerContext;
