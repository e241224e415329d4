namespace Notion.Crdt;

/// <summary>What became of an update.</summary>
/// <param name="Applied">Changes that took effect now, earlier ones that had waited for them included.</param>
/// <param name="Known">Changes of this update that were here already.</param>
/// <param name="Waiting">Changes of this update that wait for others, which have not arrived.</param>
/// <param name="Refused">Earlier changes that had waited and turned out to be invalid; they were dropped.</param>
public readonly record struct ApplyResult(int Applied, int Known, int Waiting, int Refused);
