using Notion.Crdt.Fuzz;

namespace Notion.Sync.Fuzz;

/// <summary>A client and a server that talk to each other and keep to the rules; written down as the script of either end.</summary>
internal static class Conversation
{
    public static (byte[] Server, byte[] Client) Make(Random random)
    {
        var server = new ServerDriver();
        var client = new ClientDriver();
        List<object?> atServer = [], atClient = [];
        for (int turns = random.Next(5, 60); turns > 0; turns--)
        {
            Carry(client, server, atServer);
            // The acts that a host owes come more often than the others.
            Do(server, atServer, random.Next(3) == 0 ? random.Next(0, 14) : random.Next(1, 5), random);
            Carry(server, client, atClient);
            Do(client, atClient, random.Next(0, 13), random);
        }
        return (MessagePackTree.Write(atServer), MessagePackTree.Write(atClient));
    }

    private static void Do(Driver driver, List<object?> script, int what, Random random)
    {
        long how = random.Next(100_000);
        script.Add(Script.Act(what, how));
        driver.Act(what, how);
    }

    private static void Carry(Driver from, Driver to, List<object?> script)
    {
        while (from.Sent.TryDequeue(out byte[]? frame))
        {
            script.Add(frame);
            to.Receive(frame);
        }
    }
}
