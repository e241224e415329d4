using Notion.Server.Store;
using Notion.Server.Tokens;

namespace Notion.Server.NotionApi;

/// <summary><c>/v1/users</c>.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder users = api.MapGroup("/users");
        users.MapGet("", ListAsync).RequireScope(TokenScopes.ReadUsers);
        users.MapGet("/me", RetrieveSelfAsync).RequireScope(TokenScopes.None);
        users.MapGet("/{user_id}", RetrieveAsync).RequireScope(TokenScopes.ReadUsers);
    }

    private static async Task<IResult> ListAsync(ApiRequest request, ApiUsers users)
    {
        Paging paging = request.ReadPaging();
        Guid from = Guid.Empty;
        if (paging.Cursor is { } cursor && !BodyNode.TryParseId(cursor, out from)) throw Paging.NoCursor();
        WorkspaceMember[] part = [.. (await users.ListAsync(request)).Where(member => member.UserId >= from).Take(paging.Size + 1)];
        string? next = part.Length > paging.Size ? part[^1].UserId.ToString() : null;
        return ApiOutput.List("user", next, writer =>
        {
            foreach (WorkspaceMember member in part.Take(paging.Size)) ApiUsers.WritePerson(writer, member.UserId, member.Name, member.Email);
        });
    }

    private static async Task<IResult> RetrieveSelfAsync(ApiRequest request, ApiUsers users) => request.Caller.Token is { } token
        ? ApiOutput.Json(await users.BotAsync(token, request.Cancellation))
        : ApiOutput.Json(writer => ApiUsers.WritePerson(writer, request.UserId, request.Caller.UserName, null));

    private static async Task<IResult> RetrieveAsync(ApiRequest request, ApiUsers users)
    {
        Guid id = request.Id("user_id");
        if (request.Caller.Token is { } token && token.Id == id) return ApiOutput.Json(await users.BotAsync(token, request.Cancellation));
        return (await users.ListAsync(request)).FirstOrDefault(member => member.UserId == id) is { } found
            ? ApiOutput.Json(writer => ApiUsers.WritePerson(writer, found.UserId, found.Name, found.Email))
            : throw ApiException.NotFound("user");
    }
}
