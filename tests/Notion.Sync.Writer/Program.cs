using System.Globalization;
using Notion.Crdt;
using Notion.Sync.Protocol;

// A process that is meant to be killed: it writes on one page, offline, into a real store, and says each edit that it was told is stored.
// Notion.Sync.Writer <store> <page> <name> <seed>; ends when its input does.
(string path, Guid page, string name) = (args[0], Guid.Parse(args[1]), args[2]);
var random = new Random(int.Parse(args[3], CultureInfo.InvariantCulture));

await using SqliteChangeStore store = await SqliteChangeStore.OpenAsync(path);
await using var client = new SyncClient(_ => throw new IOException("There is no network."), store, new SyncClientOptions
{
    Token = _ => ValueTask.FromResult("none"),
    CompactAfter = 2 + random.Next(40),
});
SyncedDocument document = await client.OpenAsync(page);

Task<string?> input = Task.Run(Console.In.ReadLine);       // its ReadLineAsync would block here
for (int number = 0; !input.IsCompleted;)
{
    int first = number;
    for (int burst = random.Next(1, 8); burst > 0; burst--) Append(string.Create(CultureInfo.InvariantCulture, $"{name}.{number++}"));
    await document.WhenStoredAsync();
    while (first < number) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stored {name}.{first++}"));
    if (random.Next(4) == 0) await Task.Delay(random.Next(5));
}

void Append(string text) => document.Edit(page =>
{
    using Transaction change = page.Begin();
    change.InsertText(change.CreateBlock("paragraph", page.Root.Id), 0, text);
    change.Commit();
});
