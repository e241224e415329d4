using Notion.Crdt;
using Notion.Server.Permissions;
using Notion.Server.Store;
using Notion.Server.Tokens;
using Notion.Sync.Protocol;

namespace Notion.Server.NotionApi;

/// <summary><c>/v1/comments</c>: what people say about pages and blocks. Who may comment is said by the level <c>comment</c>; a comment is changed by who wrote it.</summary>
internal static class CommentEndpoints
{
    public static void MapComments(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder comments = api.MapGroup("/comments");
        comments.MapGet("", ListAsync).RequireScope(TokenScopes.ReadComments);
        comments.MapPost("", CreateAsync).RequireScope(TokenScopes.InsertComments);
        comments.MapGet("/{comment_id}", RetrieveAsync).RequireScope(TokenScopes.ReadComments);
        comments.MapPatch("/{comment_id}", UpdateAsync).RequireScope(TokenScopes.InsertComments);
        comments.MapDelete("/{comment_id}", DeleteAsync).RequireScope(TokenScopes.InsertComments);
    }

    private static async Task<IResult> ListAsync(ApiRequest request, BlockFinder finder, ICommentStore comments)
    {
        if (!BodyNode.TryParseId(request.Query("block_id"), out Guid id)) throw ApiException.Invalid("query failed validation: query.block_id should be a valid uuid.");
        Paging paging = request.ReadPaging();
        FoundBlock found = await finder.FindAsync(id, request.Asker, request.Cancellation);
        IReadOnlyList<Comment> part = await comments.ListAsync(found.PageId, found.IsPage ? null : found.Block.ToGuid(), paging.Cursor is { } cursor ? TimeCursor.Parse(cursor) : null, paging.Size + 1, request.Cancellation);
        string? next = part.Count > paging.Size ? TimeCursor.Format(part[paging.Size - 1].CreatedAt, part[paging.Size - 1].Id) : null;
        return ApiOutput.List("comment", next, writer =>
        {
            foreach (Comment comment in part.Take(paging.Size)) CommentOutput.Write(writer, comment, found.Number, request.Site);
        });
    }

    private static async Task<IResult> CreateAsync(ApiRequest request, BlockFinder finder, PageEdits pages, ReferenceFinder references, ICommentStore comments, TimeProvider time)
    {
        BodyNode body = await request.ReadBodyAsync();
        Guid? discussion = body.FindValue("discussion_id")?.Id();
        if (discussion is not null && body.FindValue("parent") is { } both) throw both.Should("not be there beside discussion_id");
        FoundBlock about = discussion is { } joined ? await FindAsync(joined, request, finder, comments) : await FindAsync(body.Get("parent"), request, finder, pages);
        if (about.Page.Level < PageAccess.Comment) throw ApiException.Restricted("This takes comment access to the page, outside the trash. Ask somebody with full access.");
        string content = await ReadAsync(body, about, request, references);
        DateTimeOffset now = time.GetUtcNow();
        Guid id = Guid.CreateVersion7(now);
        var comment = new Comment(id, discussion ?? id, about.PageId, about.IsPage ? null : about.Block.ToGuid(), request.UserId, request.Caller.UserName, content, now, now);
        if (!await comments.TryAddAsync(comment, discussion is not null, request.Cancellation)) throw ApiException.NotFound("discussion");
        return ApiOutput.Json(writer => CommentOutput.Write(writer, comment, about.Number, request.Site));
    }

    private static async Task<IResult> RetrieveAsync(ApiRequest request, BlockFinder finder, ICommentStore comments)
    {
        (Comment comment, FoundBlock page) = await FindAsync(request, finder, comments);
        return ApiOutput.Json(writer => CommentOutput.Write(writer, comment, page.Number, request.Site));
    }

    private static async Task<IResult> UpdateAsync(ApiRequest request, BlockFinder finder, ReferenceFinder references, ICommentStore comments, TimeProvider time)
    {
        (Comment comment, FoundBlock page) = await FindAsync(request, finder, comments);
        if (comment.AuthorId != request.UserId || page.Page.Level < PageAccess.Comment) throw ApiException.Restricted("A comment is changed by who wrote it, as long as they may comment on the page.");
        string content = await ReadAsync(await request.ReadBodyAsync(), page, request, references);
        DateTimeOffset now = time.GetUtcNow();
        if (!await comments.ChangeAsync(comment.Id, content, now, request.Cancellation)) throw ApiException.NotFound("comment");
        return ApiOutput.Json(writer => CommentOutput.Write(writer, comment with { Content = content, EditedAt = now }, page.Number, request.Site));
    }

    private static async Task<IResult> DeleteAsync(ApiRequest request, BlockFinder finder, ICommentStore comments)
    {
        (Comment comment, FoundBlock page) = await FindAsync(request, finder, comments);
        bool own = comment.AuthorId == request.UserId && page.Page.Level >= PageAccess.Comment;
        if (!own && !page.Page.IsFull) throw ApiException.Restricted("A comment is deleted by who wrote it, or by somebody with full access to the page.");
        if (!await comments.RemoveAsync(comment.Id, request.Cancellation)) throw ApiException.NotFound("comment");
        return ApiOutput.Json(writer => CommentOutput.Write(writer, comment, page.Number, request.Site));
    }

    /// <summary>A comment of a page that the asker sees, and that page.</summary>
    private static async Task<(Comment Comment, FoundBlock Page)> FindAsync(ApiRequest request, BlockFinder finder, ICommentStore comments)
    {
        Comment comment = await comments.FindAsync(request.Id("comment_id"), request.Cancellation) ?? throw ApiException.NotFound("comment");
        return (comment, await finder.FindPageAsync(comment.PageId, request.Asker, "comment", request.Cancellation));
    }

    /// <summary>What a discussion is about.</summary>
    private static async Task<FoundBlock> FindAsync(Guid discussion, ApiRequest request, BlockFinder finder, ICommentStore comments)
    {
        Comment first = await comments.FindDiscussionAsync(discussion, request.Cancellation) ?? throw ApiException.NotFound("discussion");
        FoundBlock page = await finder.FindPageAsync(first.PageId, request.Asker, "discussion", request.Cancellation);
        return first.BlockId is { } block ? page with { Block = BlockId.From(block) } : page;
    }

    /// <summary>What a new discussion is about: a page, or a block that is there.</summary>
    private static async Task<FoundBlock> FindAsync(BodyNode parent, ApiRequest request, BlockFinder finder, PageEdits pages)
    {
        if (parent.Find("page_id") is { } page) return await finder.FindPageAsync(page.Id(), request.Asker, "page", request.Cancellation);
        FoundBlock found = await finder.FindAsync(parent.Get("block_id").Id(), request.Asker, request.Cancellation);
        if (!found.IsPage) await pages.ReadAsync(found.PageId, document => found.LiveIn(document).Id, request.Cancellation);
        return found;
    }

    private static async Task<string> ReadAsync(BodyNode body, FoundBlock about, ApiRequest request, ReferenceFinder references)
    {
        if (body.FindValue("markdown") is { } markdown) throw markdown.Should("not be there: markdown is not supported here. Send rich_text");
        if (body.FindValue("attachments") is { } attachments) throw attachments.Should("not be there: attachments are not supported here");
        RichText text = await references.ReadAsync(names => RichTextInput.Read(body.Get("rich_text"), names), request.Asker, about.Page.Page.WorkspaceId, request.Cancellation);
        return text.Length > 0 ? RichTextJson.Write(text) : throw body.Get("rich_text").Should("say something");
    }
}
