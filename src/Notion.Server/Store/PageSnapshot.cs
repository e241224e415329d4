namespace Notion.Server.Store;

/// <summary>A document as <c>Document.Save</c> gives it, with what it holds, so that nobody need load it to know.</summary>
/// <param name="Bytes">The snapshot.</param>
/// <param name="Version">Its version vector, encoded; null in snapshots that an older version of this server has written.</param>
internal sealed record PageSnapshot(byte[] Bytes, byte[]? Version);
