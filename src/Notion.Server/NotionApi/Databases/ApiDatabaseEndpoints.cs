using Notion.Crdt;
using Notion.Databases;
using Notion.Server.Databases;
using Notion.Server.Permissions;
using Notion.Server.Tokens;

namespace Notion.Server.NotionApi;

/// <summary><c>/v1/databases</c> and <c>/v1/data_sources</c>: a database is a page with a schema, its rows are the pages right under it, and its one data source has its id.</summary>
internal static class ApiDatabaseEndpoints
{
    public static void MapApiDatabases(this IEndpointRouteBuilder api)
    {
        api.MapPost("/databases", CreateAsync).RequireScope(TokenScopes.InsertContent);
        RouteGroupBuilder database = api.MapGroup("/databases/{database_id}");
        database.MapGet("", RetrieveDatabaseAsync).RequireScope(TokenScopes.ReadContent);
        database.MapPatch("", UpdateDatabaseAsync).RequireScope(TokenScopes.UpdateContent);
        database.MapPost("/query", QueryDatabaseAsync).RequireScope(TokenScopes.ReadContent);
        RouteGroupBuilder source = api.MapGroup("/data_sources/{data_source_id}");
        source.MapGet("", RetrieveSourceAsync).RequireScope(TokenScopes.ReadContent);
        source.MapPatch("", UpdateSourceAsync).RequireScope(TokenScopes.UpdateContent);
        source.MapPost("/query", QuerySourceAsync).RequireScope(TokenScopes.ReadContent);
    }

    private static async Task<IResult> CreateAsync(ApiRequest request, PageGuard guard, PagePlaces places, ReferenceFinder references, NewPages made, PageReader pages)
    {
        BodyNode body = await request.ReadBodyAsync();
        PagePlace place = await places.FindAsync(body, request);
        if (place.Schema is not null) throw body.Get("parent").Should("not be a database");
        BodyNode? properties = body.FindValue("initial_data_source")?.FindValue("properties") ?? body.FindValue("properties");
        (PageDraft draft, SchemaInput schema) = await references.ReadAsync(
            names => (PageDraft.ReadDatabase(body, names), SchemaInput.Read(properties, names)), request.Asker, place.WorkspaceId, request.Cancellation);
        Guid id = await made.AddAsync(place, request.UserId, document => Write(document, draft, schema, request.UserId), request.Cancellation);
        VisiblePage page = await guard.FindAsync(id, request.Asker, request.Cancellation) ?? throw ApiException.NotFound("database");
        return await AnswerAsync(page, isSource: false, request, pages);
    }

    private static Task<IResult> RetrieveDatabaseAsync(ApiRequest request, PageGuard guard, PageReader pages) => RetrieveAsync(request, "database_id", isSource: false, guard, pages);

    private static Task<IResult> RetrieveSourceAsync(ApiRequest request, PageGuard guard, PageReader pages) => RetrieveAsync(request, "data_source_id", isSource: true, guard, pages);

    private static Task<IResult> UpdateDatabaseAsync(ApiRequest request, PageGuard guard, ReferenceFinder references, PageEdits edits, PageReader pages, PageTrash trash) =>
        UpdateAsync(request, "database_id", isSource: false, guard, references, edits, pages, trash);

    private static Task<IResult> UpdateSourceAsync(ApiRequest request, PageGuard guard, ReferenceFinder references, PageEdits edits, PageReader pages, PageTrash trash) =>
        UpdateAsync(request, "data_source_id", isSource: true, guard, references, edits, pages, trash);

    private static Task<IResult> QueryDatabaseAsync(ApiRequest request, PageGuard guard, DatabaseQueries queries, PageReader pages, TimeProvider time) =>
        QueryAsync(request, "database_id", guard, queries, pages, time);

    private static Task<IResult> QuerySourceAsync(ApiRequest request, PageGuard guard, DatabaseQueries queries, PageReader pages, TimeProvider time) =>
        QueryAsync(request, "data_source_id", guard, queries, pages, time);

    private static async Task<IResult> RetrieveAsync(ApiRequest request, string parameter, bool isSource, PageGuard guard, PageReader pages) =>
        await AnswerAsync(await FindAsync(request, parameter, guard), isSource, request, pages);

    private static async Task<IResult> UpdateAsync(
        ApiRequest request, string parameter, bool isSource, PageGuard guard, ReferenceFinder references, PageEdits edits, PageReader pages, PageTrash trash)
    {
        VisiblePage page = await FindAsync(request, parameter, guard);
        if (!page.CanEdit && !page.MayRestore) throw TooLow();
        BodyNode body = await request.ReadBodyAsync();
        bool? inTrash = BlockEndpoints.ReadTrash(body);
        if (!page.CanEdit && inTrash is null) throw TooLow();
        await RequireDatabaseAsync(page, request, pages);
        (PageDraft draft, SchemaInput schema) = await references.ReadAsync(
            names => (PageDraft.ReadDatabase(body, names), SchemaInput.Read(body.Find("properties"), names)), request.Asker, page.Page.WorkspaceId, request.Cancellation);
        if (inTrash == false) page = await trash.PutAsync(page, false, request.Asker, request.Cancellation);
        if (!draft.IsEmpty || !schema.IsEmpty)
        {
            if (!page.CanEdit) throw TooLow();
            Guid author = request.UserId;
            await edits.WriteAsync(page.Page.Id, author, document => (true, Write(document, draft, schema, author)), request.Cancellation);
        }
        if (inTrash == true) await trash.PutAsync(page, true, request.Asker, request.Cancellation);
        return await AnswerAsync(await FindAsync(request, parameter, guard), isSource, request, pages);
    }

    private static async Task<IResult> QueryAsync(ApiRequest request, string parameter, PageGuard guard, DatabaseQueries queries, PageReader pages, TimeProvider time)
    {
        VisiblePage page = await FindAsync(request, parameter, guard);
        Guid id = page.Page.Id;
        if (page.Decision.IsInTrash) throw ApiException.Invalid("The database is in the trash. Take it out first.");
        DatabaseSchema schema = await queries.FindSchemaAsync(id, request.Asker, request.Cancellation) ?? throw IsPage();
        BodyNode body = await request.ReadBodyAsync();
        if (body.FindValue("in_trash")?.Flag() == true) throw body.Get("in_trash").Should("be false: rows in the trash are not queried here");
        if (body.FindValue("result_type") is { } kind) kind.OneOf(["page"]);
        RowQuery query = new FilterInput(schema, request.UserId, time.GetUtcNow()).Read(body);
        Paging paging = Paging.Of(body);
        RowPage part;
        try
        {
            part = (await queries.QueryAsync(id, query, request.Asker, paging.Cursor, paging.Size, request.Cancellation))?.Page ?? throw ApiException.NotFound("database");
        }
        catch (DatabaseException exception)
        {
            throw ApiException.Invalid(exception.Message);
        }
        Guid[] ids = [.. part.Rows.Select(row => row.Id)];
        IReadOnlyDictionary<Guid, VisiblePage> seen = await guard.SeeAsync(ids, request.Asker, request.Cancellation);
        IReadOnlyList<ShownPage> shown = await pages.ReadAsync([.. ids.Where(seen.ContainsKey).Select(row => seen[row])], request.Asker, request.Cancellation);
        return ApiOutput.List(request.Version == ApiVersion.V20220628 ? "page_or_database" : "page_or_data_source", part.Next, writer =>
        {
            foreach (ShownPage row in shown) PageOutput.Write(writer, row, request);
        });
    }

    private static ReadOnlyMemory<byte> Write(Document document, PageDraft draft, SchemaInput schema, Guid author)
    {
        using Transaction edit = document.Begin(author.ToString());
        var editor = new SchemaEditor(document, edit);
        if (!DatabaseSchema.IsDatabase(document)) editor.MakeDatabase();
        draft.Write(document, edit);
        try
        {
            schema.Write(editor);
        }
        catch (DatabaseException exception)
        {
            throw ApiException.Invalid($"body failed validation: {exception.Message}");
        }
        return edit.Commit();
    }

    private static async Task<VisiblePage> FindAsync(ApiRequest request, string parameter, PageGuard guard) =>
        await guard.FindAsync(request.Id(parameter), request.Asker, request.Cancellation) ?? throw ApiException.NotFound("database");

    private static async Task RequireDatabaseAsync(VisiblePage page, ApiRequest request, PageReader pages)
    {
        if ((await pages.ReadAsync(page, request.Asker, request.Cancellation)).Schema is null) throw IsPage();
    }

    private static async Task<IResult> AnswerAsync(VisiblePage page, bool isSource, ApiRequest request, PageReader pages)
    {
        ShownPage shown = await pages.ReadAsync(page, request.Asker, request.Cancellation);
        if (shown.Schema is not { } schema) throw IsPage();
        return ApiOutput.Json(writer =>
        {
            if (isSource) DatabaseOutput.WriteDataSource(writer, shown, schema, request);
            else DatabaseOutput.WriteDatabase(writer, shown, schema, request);
        });
    }

    private static ApiException IsPage() => ApiException.Invalid("The id is that of a page, not of a database. Use the endpoints of pages.");

    private static ApiException TooLow() => ApiException.Restricted("This takes edit access to the database, outside the trash. Ask somebody with full access, or take it out of the trash.");
}
