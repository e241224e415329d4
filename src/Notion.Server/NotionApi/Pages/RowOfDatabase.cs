using Notion.Databases;

namespace Notion.Server.NotionApi;

/// <summary>What a page has as a row.</summary>
/// <param name="DatabaseId">Its database.</param>
/// <param name="Schema">The database's schema.</param>
/// <param name="Values">The row's values.</param>
internal sealed record RowOfDatabase(Guid DatabaseId, DatabaseSchema Schema, DatabaseRow Values);
