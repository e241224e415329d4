using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Notion.Crdt;
using Notion.Crdt.Tests.Vectors;
using Notion.JsClient.Tests.Running;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.JsClient.Tests;

/// <summary>This library's client and the one in JavaScript on one page of a running server.</summary>
public sealed class OnePageInTwoLanguages
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task BothShowTheSameThroughEditsPresenceAndAKilledServer()
    {
        Node.Require();
        using var directory = new TempDirectory();
        ServerProcess server = await ServerProcess.StartAsync(directory.Path);
        try
        {
            (string token, Guid page) = await SignUpAsync(server.Address);
            await using SyncClient client = Connect(server.Address, token);
            await using SyncedDocument document = await client.OpenAsync(page);
            using Watcher watcher = Watcher.Start(Arguments("watch", server.Address, token, page));

            BlockId first = await WriteAsync(document);
            await AppendAsync(server.Address, token, page, "from JavaScript 🥖");
            await AssertSameAsync(watcher, document, "from JavaScript 🥖");

            await WriteAtOnceAsync(document, first, server.Address, token, page);
            await AssertSameAsync(watcher, document, "at once 2");
            await SpeakAsync(watcher, document, server.Address, token, page);

            await server.KillAsync();
            await watcher.WaitAsync("it noticed", () => (string?)watcher.Events[^1]["state"] == "connecting");
            document.Edit(edited => Type(edited, first, "while the server was away "));
            Uri address = server.Address;
            server.Dispose();
            server = await ServerProcess.StartAsync(directory.Path, "--urls", address.ToString());
            await AppendAsync(address, token, page, "after the restart");
            await document.WhenDurableAsync().WaitAsync(Patience);
            await AssertSameAsync(watcher, document, "after the restart");
            Assert.Equal(2, watcher.Connections);
        }
        finally
        {
            server.Dispose();
        }
    }

    [Fact]
    public async Task ItSignsUpCreatesAPageAndIsToldWhatIsWrong()
    {
        Node.Require();
        using var directory = new TempDirectory();
        using ServerProcess server = await ServerProcess.StartAsync(directory.Path);
        string[] where = ["--server", server.Address.ToString()], who = ["--email", "js@example.com", "--password", "correct horse"];
        string token = (await Node.RunAsync(["client.mjs", "sign-up", .. where, .. who, "--name", "Js"])).Trim();
        string page = (await Node.RunAsync(["client.mjs", "create", .. where, $"--token={token}", "--title", "Shopping"])).Trim();
        Assert.NotEqual(token, (await Node.RunAsync(["client.mjs", "sign-in", .. where, .. who])).Trim());
        await AppendAsync(server.Address, token, Guid.Parse(page), "bread");

        await AssertFailsAsync("AuthenticationFailed", Arguments("append", server.Address, "no token", Guid.Parse(page)));
        await AssertFailsAsync("no such page", Arguments("append", server.Address, token, Guid.Empty));
        await AssertFailsAsync("wrong_credentials", ["sign-in", .. where, "--email", "js@example.com", "--password", "wrong horse"]);
    }

    private static async Task<(string Token, Guid Page)> SignUpAsync(Uri server)
    {
        using Api api = await Api.SignUpAsync(server);
        return (api.Token!, await api.CreatePageAsync(await api.CreateWorkspaceAsync()));
    }

    private static SyncClient Connect(Uri server, string token)
    {
        var address = new Uri($"ws://{server.Authority}/sync");
        var client = new SyncClient(cancel => WebSocketTransport.ConnectAsync(address, cancel), new MemoryChangeStore(), new SyncClientOptions { Token = _ => ValueTask.FromResult(token) });
        client.Start();
        return client;
    }

    private static string[] Arguments(string command, Uri server, string token, Guid page, params string[] rest) =>
        [command, "--server", server.ToString(), $"--token={token}", "--page", page.ToString(), .. rest];

    private static Task<string> AppendAsync(Uri server, string token, Guid page, string text) =>
        Node.RunAsync(["client.mjs", .. Arguments("append", server, token, page, text)]);

    private static async Task AssertFailsAsync(string reason, params string[] arguments)
    {
        Xunit.Sdk.XunitException failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => Node.RunAsync(["client.mjs", .. arguments]));
        Assert.Contains("ended with 1", failure.Message);
        Assert.Contains(reason, failure.Message);
    }

    /// <summary>Blocks in blocks, a split, a join, a move, a deletion, a restoration, properties.</summary>
    private static async Task<BlockId> WriteAsync(SyncedDocument document)
    {
        BlockId first = default;
        document.Edit(edited =>
        {
            using Transaction edit = edited.Begin();
            first = edit.CreateBlock("heading_1", BlockId.Root);
            edit.InsertText(first, 0, "Shopping list");
            BlockId list = edit.CreateBlock("to_do", BlockId.Root), inner = edit.CreateBlock("to_do", list);
            edit.InsertText(list, 0, "bread, milk and butter");
            edit.InsertText(inner, 0, "rye");
            edit.SetProperty(inner, "checked", true);
            BlockId milk = edit.Split(list, 6), butter = edit.Split(milk, 5);
            edit.Join(butter);
            edit.Move(milk, first);
            edit.Delete(inner);
            edit.Restore(inner, BlockId.Root, 0);
            edit.InsertText(BlockId.Root, "title", 0, "Shopping");
            edit.Commit();
        });
        await document.WhenDurableAsync().WaitAsync(Patience);
        return first;
    }

    /// <summary>Somebody types here while blocks are appended there.</summary>
    private static async Task WriteAtOnceAsync(SyncedDocument document, BlockId block, Uri server, string token, Guid page)
    {
        Task[] appending = [.. Enumerable.Range(0, 3).Select(i => AppendAsync(server, token, page, $"at once {i}"))];
        while (!Task.WhenAll(appending).IsCompleted)
        {
            document.Edit(edited => Type(edited, block, "typing "));
            await Task.Delay(20);
        }
        await Task.WhenAll(appending);
        await document.WhenDurableAsync().WaitAsync(Patience);
    }

    private static void Type(Document document, BlockId block, string text)
    {
        using Transaction edit = document.Begin();
        edit.InsertText(block, 3, text);
        edit.Commit();
    }

    private static async Task SpeakAsync(Watcher watcher, SyncedDocument document, Uri server, string token, Guid page)
    {
        var heard = new ConcurrentQueue<(string Name, string Text)>();
        document.PresenceReceived += (_, presence) => heard.Enqueue((presence.Sender.UserName, Encoding.UTF8.GetString(presence.Payload.Span)));
        Assert.True(document.SendPresence("hello from C#"u8.ToArray()));
        await watcher.WaitAsync("it heard C#", () => watcher.Said.Contains(("Somebody", "hello from C#")));
        using Watcher speaker = Watcher.Start(Arguments("presence", server, token, page, "hello from JavaScript"));
        await speaker.WaitAsync("C# heard it", () => heard.Contains(("Somebody", "hello from JavaScript")));
        await watcher.WaitAsync("the other heard it", () => watcher.Said.Contains(("Somebody", "hello from JavaScript")));
    }

    private static async Task AssertSameAsync(Watcher watcher, SyncedDocument document, string text)
    {
        JsonNode? expected = null;
        await watcher.WaitAsync("both show the same", () =>
        {
            expected = document.Read(PlainBlock.PageOf);
            return JsonNode.DeepEquals(expected, watcher.Page) && expected.AsArray().Any(block => (string?)block!["text"] == text);
        });
    }
}
