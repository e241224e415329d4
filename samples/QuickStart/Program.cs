using Notion.Crdt;

// Ana and Ben each hold a replica of one page. Ana starts it, and sends Ben what he lacks.
var ana = new Document(ReplicaId.Create());
var ben = new Document(ReplicaId.Create());

BlockId shopping;
using (Transaction edit = ana.Begin("Ana"))
{
    shopping = edit.CreateBlock("to_do", BlockId.Root);
    edit.InsertText(shopping, 0, "bread, milk");
    edit.Commit();
}
ben.Apply(ana.ExportSince(ben.Version));

// Both go offline. Ana presses Enter before "milk", while Ben types at both ends of the same line.
using (Transaction edit = ana.Begin("Ana"))
{
    edit.Split(shopping, "bread, ".Length);
    edit.Commit();
}
using (Transaction edit = ben.Begin("Ben"))
{
    edit.InsertText(shopping, 0, "rye ");
    edit.InsertText(shopping, "rye bread, milk".Length, " and honey");
    edit.Commit();
}
Print("Offline, Ana sees", ana);
Print("Offline, Ben sees", ben);

// Online again, each applies what the other has. In any order, and any number of times: the pages are the same, and nothing is lost.
ben.Apply(ana.ExportSince(ben.Version));
ana.Apply(ben.ExportSince(ana.Version));
Print("Together, Ana sees", ana);
Print("Together, Ben sees", ben);

static void Print(string heading, Document page) =>
    Console.WriteLine($"{heading}:\n{string.Join('\n', page.EnumerateBlocks().Select(block => $"  [ ] {block.Text}"))}");
