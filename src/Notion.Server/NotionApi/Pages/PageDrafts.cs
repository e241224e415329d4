using Notion.Crdt;
using Notion.Databases;
using Notion.Server.Permissions;

namespace Notion.Server.NotionApi;

/// <summary>Reads what bodies want of pages, and makes the options of selects that they name and that are not there yet.</summary>
internal sealed class PageDrafts(ReferenceFinder references, PageGuard guard, PageEdits edits)
{
    /// <param name="body">The body.</param>
    /// <param name="place">Where the page is, or goes.</param>
    /// <param name="read">What else is read of the body, with what it names.</param>
    /// <param name="request">Who asks.</param>
    /// <exception cref="ApiException">The body is against the rules; nothing was made.</exception>
    public async Task<(PageDraft Draft, T More)> ReadAsync<T>(BodyNode body, PagePlace place, Func<References, T> read, ApiRequest request)
    {
        var missing = new HashSet<MissingOption>();
        DatabaseSchema? schema = place.Schema;
        (PageDraft Draft, T More) result = await ReadAsync();
        if (missing.Count == 0) return result;
        if (await guard.FindAsync(place.ParentId!.Value, request.Asker, request.Cancellation) is not { CanEdit: true })
            throw ApiException.Restricted("The options that the body names are not there, and making them takes edit access to the database.");
        MissingOption[] wanted = [.. missing];
        Guid author = request.UserId;
        schema = await edits.WriteAsync(place.ParentId.Value, author, document => Make(document, wanted, author), request.Cancellation);
        missing.Clear();
        result = await ReadAsync();
        return missing.Count == 0 ? result : throw ApiException.Conflict("Somebody else changed the options of the database. Try again.");

        Task<(PageDraft, T)> ReadAsync() =>
            references.ReadAsync(names => (PageDraft.Read(body, schema, names, missing), read(names)), request.Asker, place.WorkspaceId, request.Cancellation);
    }

    private static (DatabaseSchema Schema, ReadOnlyMemory<byte> Update) Make(Document document, MissingOption[] wanted, Guid author)
    {
        ReadOnlyMemory<byte> update;
        using (Transaction edit = document.Begin(author.ToString()))
        {
            var editor = new SchemaEditor(document, edit);
            try
            {
                foreach (MissingOption option in wanted)
                    if (!editor.Schema[option.PropertyId].Options.Any(there => there.Name == option.Name)) editor.AddOption(option.PropertyId, option.Name);
            }
            catch (DatabaseException exception)
            {
                throw ApiException.Invalid($"body failed validation: {exception.Message}");
            }
            update = edit.Commit();
        }
        return (DatabaseSchema.Read(document), update);
    }
}
