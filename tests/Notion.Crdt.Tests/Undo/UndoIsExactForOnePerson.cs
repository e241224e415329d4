using Microsoft.Extensions.Time.Testing;
using Notion.Crdt.Tests.Documents;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Undo;

/// <summary>In a document that one person edits, undo and redo show exactly the states in between, whatever was done.</summary>
public class UndoIsExactForOnePerson
{
    private const int Seeds = 300;

    [Fact]
    public void UndoAndRedoWalkThroughAllStates()
    {
        Parallel.For(1, Seeds + 1, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, seed =>
        {
            List<string> did = [];
            try
            {
                Walk(new Random(seed), did);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}\n{string.Join('\n', did)}\n{error.Message}\n{error.StackTrace}", error);
            }
        });
    }

    private static void Walk(Random random, List<string> did)
    {
        Document page = Pages.New(1, new FakeTimeProvider());
        var listener = new Listener(page);
        using var history = new UndoHistory(page, new UndoHistoryOptions { GroupingInterval = TimeSpan.Zero });
        List<string> states = [Shown(page)];
        int at = 0;
        for (int step = 0; step < 60; step++)
        {
            int dice = random.Next(10);
            if (dice < 5)
            {
                var person = new Person(page, random) { ChecksLocality = false };
                using Transaction edit = page.Begin();
                for (int i = random.Next(1, 4); i > 0; i--) person.Act(edit);
                if (random.Next(4) == 0) person.ActBeside(edit);
                bool any = !edit.Commit().IsEmpty;
                did.Add(string.Join("; ", person.Did));
                if (!any) continue;
                states.RemoveRange(at + 1, states.Count - at - 1);
                states.Add(Shown(page));
                at++;
            }
            else
            {
                bool undo = random.Next(dice < 8 ? 2 : 4) > 0;
                did.Add(undo ? "undo" : "redo");
                int before = undo ? history.UndoCount : history.RedoCount;
                Assert.Equal(undo ? at : states.Count - 1 - at, before);
                if (undo) history.Undo();
                else history.Redo();
                int taken = before - (undo ? history.UndoCount : history.RedoCount);
                // What showed no difference was passed over, and is one entry with the next from now on.
                if (undo)
                {
                    if (taken > 1) states.RemoveRange(at - taken + 1, taken - 1);
                    at -= taken;
                }
                else
                {
                    if (taken > 1) states.RemoveRange(at + 1, taken - 1);
                    if (taken > 0) at++;
                }
                Assert.Equal(states[at], Shown(page));
            }
            listener.AssertUpToDate();
        }
        while (history.CanUndo) history.Undo();
        Assert.Equal(states[0], Shown(page));
        while (history.CanRedo) history.Redo();
        Assert.Equal(states[^1], Shown(page));

        Document other = Pages.New(2);
        other.Apply(page.ExportSince(VersionVector.Empty));
        Assert.Equal(Rendering.Of(page), Rendering.Of(other));
        Assert.True(page.Save().AsSpan().SequenceEqual(other.Save()));
        Assert.Equal(Rendering.Of(page), Rendering.Of(Document.Load(page.Save(), new ReplicaId(3))));
    }

    private static string Shown(Document page) =>
        string.Join('\n', Rendering.Of(page).Split('\n').Where(line => !line.StartsWith("trash", StringComparison.Ordinal)));
}
