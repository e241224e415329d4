using Notion.Crdt;
using Notion.Server.Rooms;

namespace Notion.Server.NotionApi;

/// <summary>Makes the edits that requests want through the page's room, where they merge with what others do and are seen at once.</summary>
internal sealed class PageEdits(PageWriter writer)
{
    /// <summary>The task completes once the edit is durable.</summary>
    /// <param name="pageId">The page.</param>
    /// <param name="author">Who asks.</param>
    /// <param name="edit">Edits the document in a transaction of its own; an <see cref="ApiException"/> refuses.</param>
    /// <param name="cancellation">Ends the waiting, not the edit.</param>
    /// <exception cref="ApiException">The edit was refused; nothing was done.</exception>
    public async Task<T> WriteAsync<T>(Guid pageId, Guid author, Func<Document, (T Result, ReadOnlyMemory<byte> Update)> edit, CancellationToken cancellation)
    {
        T? result = default;
        ApiException? refusal = null;
        try
        {
            await writer.WriteAsync(
                pageId,
                author,
                document =>
                {
                    refusal = null;
                    try
                    {
                        (result, ReadOnlyMemory<byte> update) = edit(document);
                        return update;
                    }
                    catch (ApiException exception)
                    {
                        refusal = exception;
                        return default;
                    }
                },
                cancellation);
        }
        catch (CrdtException exception)
        {
            throw exception.Code == CrdtErrorCode.LimitExceeded ? ApiException.Conflict(exception.Message) : ApiException.Invalid(exception.Message);
        }
        return refusal is null ? result! : throw refusal;
    }

    /// <summary>Looks at the page as it is now.</summary>
    /// <exception cref="ApiException">What is looked for is not there.</exception>
    public Task<T> ReadAsync<T>(Guid pageId, Func<Document, T> read, CancellationToken cancellation) => writer.ReadAsync(pageId, read, cancellation);
}
