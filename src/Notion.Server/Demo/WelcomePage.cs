using Notion.Crdt;

namespace Notion.Server.Demo;

/// <summary>The page that a new server shows first, written as any client would write it.</summary>
internal static class WelcomePage
{
    public const string Title = "Welcome";
    public const string Icon = "👋";

    private static readonly Line[] Lines =
    [
        new("heading_1", "Write together"),
        new("paragraph", "Open this page in two tabs side by side and type in one: the other shows it at once."),
        new("paragraph", "Now stop the server, go on writing in both tabs, and start it again. Both come together, and nobody's words are lost."),
        new("heading_2", "Try it"),
        new("to_do", "Sign in") { Done = true },
        new("to_do", "Press Enter in the middle of this line while somebody types at its end") { Done = false },
        new("to_do", "Press Backspace at the start of a line to join it to the one above") { Done = false },
        new("to_do", "Press Tab to put a line under the one above, Shift+Tab to take it out") { Done = false },
        new("heading_2", "Everything is a block"),
        new("bulleted_list_item", "Blocks hold blocks, as deep as you like"),
        new("bulleted_list_item", "Move one, and what lies in it moves along") { Depth = 1 },
        new("bulleted_list_item", "Two people may move two blocks into each other: no block is lost, and no circle appears") { Depth = 2 },
        new("bulleted_list_item", "What somebody deletes lies in the trash until it is restored") { Depth = 1 },
        new("heading_2", "Saved means saved"),
        new("quote", "A change counts as saved when it is on the server's disk, and not before. Pull the plug a moment later: it is still there."),
    ];

    /// <returns>The page's first update.</returns>
    public static byte[] Write(Document document, string author)
    {
        using Transaction page = document.Begin(author);
        page.SetProperty(BlockId.Root, "title", Title);
        page.SetProperty(BlockId.Root, "icon", Icon);
        var parents = new List<BlockId> { BlockId.Root };
        foreach (Line line in Lines)
        {
            BlockId block = page.CreateBlock(line.Type, parents[line.Depth]);
            page.InsertText(block, 0, line.Text);
            if (line.Done is { } done) page.SetProperty(block, "checked", done);
            parents.RemoveRange(line.Depth + 1, parents.Count - line.Depth - 1);
            parents.Add(block);
        }
        return page.Commit().ToArray();
    }

    private sealed record Line(string Type, string Text)
    {
        public int Depth { get; init; }

        public bool? Done { get; init; }
    }
}
