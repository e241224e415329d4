namespace Notion.Sync.Fuzz;

/// <summary>A server's session, and a client that may send anything.</summary>
internal sealed class ServerSessionTarget : SessionTarget
{
    public override string Name => "server-session";

    public override byte[] Seed(Random random) => Conversation.Make(random).Server;

    protected override Driver Start() => new ServerDriver();
}
