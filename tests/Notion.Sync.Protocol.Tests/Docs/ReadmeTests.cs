using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>The example of the package's README is the method below, word for word, and runs.</summary>
public sealed class ReadmeTests
{
    private static readonly Guid PageId = Guid.Parse("0190f3a2-0000-7000-8000-00000000000a");

    [Fact]
    public async Task TheExampleWorks()
    {
        await using var net = new TestNet(new FakeHost());
        string folder = Directory.CreateTempSubdirectory("notion-readme-").FullName;
        try
        {
            Assert.Equal("Durable: Hello", await ExampleAsync(net.ConnectAsync, Path.Combine(folder, "notes.db"), PageId));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void TheExampleIsTheOneInTheReadme()
    {
        string root = Root();
        string source = File.ReadAllText(Path.Combine(root, "tests/Notion.Sync.Protocol.Tests/Docs/ReadmeTests.cs"));
        string example = source.Split("// <example>\n")[1].Split("        // </example>")[0];
        example = string.Join('\n', example.Split('\n').Select(line => line.Length > 8 ? line[8..] : line.Trim()));
        string readme = File.ReadAllText(Path.Combine(root, "src/Notion.Sync.Protocol/README.md"));
        Assert.Contains(example.Replace("connect,", "cancel => WebSocketTransport.ConnectAsync(address, cancel),"), readme);
    }

    internal static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Notion.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    private static async Task<string> ExampleAsync(Func<CancellationToken, ValueTask<ISyncTransport>> connect, string path, Guid pageId)
    {
        string token = FakeHost.Token;
        // <example>
        await using IChangeStore store = await SqliteChangeStore.OpenAsync(path);
        await using var client = new SyncClient(connect, store, new SyncClientOptions { Token = _ => ValueTask.FromResult(token) });
        client.Start();
        SyncedDocument page = await client.OpenAsync(pageId); // at once, offline too: from the store
        page.Edit(document =>
        {
            using Transaction change = document.Begin();
            change.InsertText(change.CreateBlock("paragraph", document.Root.Id), 0, "Hello");
            change.Commit(); // visible now; stored, sent and acknowledged by itself
        });
        await page.WhenDurableAsync(); // committed by the server: now it is saved
        // </example>
        return $"{page.State}: {page.Text()}";
    }
}
