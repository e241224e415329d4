using System.Text.Json;
using Notion.Crdt;
using Notion.Server.Store;

namespace Notion.Server.NotionApi;

/// <summary>Writes comments.</summary>
internal static class CommentOutput
{
    /// <param name="writer">Where to.</param>
    /// <param name="comment">The comment.</param>
    /// <param name="page">Its page's number.</param>
    /// <param name="site">Where this server is.</param>
    public static void Write(Utf8JsonWriter writer, Comment comment, long page, string site)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "comment");
        writer.WriteString("id", comment.Id);
        if (comment.BlockId is { } block) BlockOutput.WriteParent(writer, "block_id", new BlockReference(page, BlockId.From(block)).ToGuid().ToString());
        else BlockOutput.WriteParent(writer, "page_id", comment.PageId.ToString());
        writer.WriteString("discussion_id", comment.DiscussionId);
        ApiOutput.WriteTime(writer, "created_time", comment.CreatedAt);
        ApiOutput.WriteTime(writer, "last_edited_time", comment.EditedAt);
        ApiOutput.WriteUser(writer, "created_by", comment.AuthorId);
        RichTextOutput.Write(writer, "rich_text", RichTextJson.Read(comment.Content), site);
        writer.WriteStartObject("display_name");
        writer.WriteString("type", "user");
        writer.WriteString("resolved_name", comment.AuthorName);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
