using System.Text.Json;
using Notion.Server.Store;

namespace Notion.Server.NotionApi;

/// <summary>The people of the workspaces that a request reaches, and the integration itself, which is a bot.</summary>
internal sealed class ApiUsers(IWorkspaceStore workspaces)
{
    /// <summary>Each person once, by id. Guests do not see who belongs to a workspace, but for themselves.</summary>
    public async Task<IReadOnlyList<WorkspaceMember>> ListAsync(ApiRequest request)
    {
        var people = new SortedDictionary<Guid, WorkspaceMember>();
        foreach (WorkspaceMembership membership in await workspaces.ListAsync(request.UserId, request.Cancellation))
        {
            if (request.Asker.OnlyIn is { } only && only != membership.Workspace.Id) continue;
            foreach (WorkspaceMember member in await workspaces.ListMembersAsync(membership.Workspace.Id, request.Cancellation))
                if (membership.Role >= WorkspaceRole.Member || member.UserId == request.UserId) people[member.UserId] = member;
        }
        return [.. people.Values];
    }

    public static void WritePerson(Utf8JsonWriter writer, Guid id, string name, string? email)
    {
        writer.WriteStartObject();
        WriteHead(writer, id, name);
        writer.WriteString("type", "person");
        writer.WriteStartObject("person");
        if (email is not null) writer.WriteString("email", email);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The integration that asks: it acts for the user who made its token.</summary>
    public async Task<Action<Utf8JsonWriter>> BotAsync(ApiToken token, CancellationToken cancellation)
    {
        WorkspaceMembership membership = await workspaces.FindAsync(token.WorkspaceId, token.UserId, cancellation) ?? throw ApiException.NotFound("workspace");
        return writer =>
        {
            writer.WriteStartObject();
            WriteHead(writer, token.Id, token.Name);
            writer.WriteString("type", "bot");
            writer.WriteStartObject("bot");
            writer.WriteStartObject("owner");
            writer.WriteString("type", "user");
            writer.WritePropertyName("user");
            WritePerson(writer, token.UserId, token.UserName, null);
            writer.WriteEndObject();
            writer.WriteString("workspace_id", membership.Workspace.Id);
            writer.WriteString("workspace_name", membership.Workspace.Name);
            writer.WriteStartObject("workspace_limits");
            writer.WriteNumber("max_file_upload_size_in_bytes", 0);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        };
    }

    private static void WriteHead(Utf8JsonWriter writer, Guid id, string name)
    {
        writer.WriteString("object", "user");
        writer.WriteString("id", id);
        writer.WriteString("name", name);
        writer.WriteNull("avatar_url");
    }
}
