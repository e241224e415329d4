using Notion.Crdt.Fuzz;

namespace Notion.Sync.Fuzz;

/// <summary>What a peer can attack: the reader of frames, and the state machine behind it at either end.</summary>
internal static class ProtocolTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } = [new FrameTarget(), new ServerSessionTarget(), new ClientSessionTarget()];
}
