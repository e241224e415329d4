namespace Notion.Sync.Fuzz;

/// <summary>A client's session, and a server that may send anything.</summary>
internal sealed class ClientSessionTarget : SessionTarget
{
    public override string Name => "client-session";

    public override byte[] Seed(Random random) => Conversation.Make(random).Client;

    protected override Driver Start() => new ClientDriver();
}
