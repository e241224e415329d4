using System.Diagnostics;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

internal static class Eventually
{
    public static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token;

    public static Task IsTrueAsync(Func<bool> condition, string what) => IsTrueAsync(condition, () => what);

    public static Task IsTrueAsync(Func<bool> condition, Func<string> what) => IsTrueAsync(() => Task.FromResult(condition()), what);

    public static Task IsTrueAsync(Func<Task<bool>> condition, string what) => IsTrueAsync(condition, () => what);

    private static async Task IsTrueAsync(Func<Task<bool>> condition, Func<string> what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(10)) Assert.Fail($"Not in ten seconds: {what()}");
            await Task.Delay(2);
        }
    }

    public static string Text(this SyncedDocument page) => page.Read(document => string.Join('\n', document.EnumerateBlocks().Select(block => block.Text)));

    public static string Text(this Document document) => string.Join('\n', document.EnumerateBlocks().Select(block => block.Text));

    /// <summary>Adds a paragraph at the end.</summary>
    public static void Append(this SyncedDocument page, string text) => page.Edit(document => document.Append(text));

    public static void Append(this Document document, string text)
    {
        using Transaction transaction = document.Begin();
        BlockId block = transaction.CreateBlock("paragraph", document.Root.Id);
        transaction.InsertText(block, 0, text);
        transaction.Commit();
    }
}
