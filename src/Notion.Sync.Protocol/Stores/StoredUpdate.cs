namespace Notion.Sync.Protocol;

/// <summary>An update in an <see cref="IChangeStore"/>.</summary>
/// <param name="Id">Its id in the store.</param>
/// <param name="Update">Its bytes.</param>
public sealed record StoredUpdate(long Id, ReadOnlyMemory<byte> Update);
