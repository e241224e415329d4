using Notion.Traces;

namespace Notion.Crdt.Tests.Documentation;

/// <summary>The programs in the READMEs are the ones that run.</summary>
public class ReadmeTests
{
    [Fact]
    public void TheQuickStartInTheReadmeIsTheSampleAndFitsOnAPage()
    {
        string program = File.ReadAllText(Path.Combine(Root(), "samples", "QuickStart", "Program.cs"));
        Assert.InRange(program.TrimEnd().Split('\n').Length, 1, 40);
        Assert.Contains($"```csharp\n{program.TrimEnd()}\n```", File.ReadAllText(Path.Combine(Root(), "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void TheExampleOfThePackageDoesWhatItSays()
    {
        // <example>
        var ana = new Document(ReplicaId.Create());
        var ben = new Document(ReplicaId.Create());

        BlockId line;
        using (Transaction edit = ana.Begin("Ana"))
        {
            line = edit.CreateBlock("to_do", BlockId.Root);
            edit.InsertText(line, 0, "bread, milk");
            ben.Apply(edit.Commit().Span);                  // send the update in whatever way you like
        }

        using (Transaction edit = ana.Begin())
        {
            edit.Split(line, 7);                            // offline: Enter before "milk"
            edit.Commit();
        }
        using (Transaction edit = ben.Begin("Ben"))
        {
            edit.InsertText(line, 0, "rye ");               // meanwhile
            edit.Commit();
        }

        ana.Apply(ben.ExportSince(ana.Version));
        ben.Apply(ana.ExportSince(ben.Version));            // both: "rye bread, " and "milk"
        // </example>
        Assert.Equal(["rye bread, ", "milk"], ana.EnumerateBlocks().Select(block => block.Text));
        Assert.Equal(ana.Save(), ben.Save());

        string[] source = File.ReadAllLines(Path.Combine(Root(), "tests", "Notion.Crdt.Tests", "Documentation", "ReadmeTests.cs"));
        int start = Array.FindIndex(source, row => row.Trim() == "// <example>"), end = Array.FindIndex(source, row => row.Trim() == "// </example>");
        string example = string.Join('\n', source[(start + 1)..end].Select(row => row.Length > 8 ? row[8..] : string.Empty));
        Assert.Contains($"```csharp\n{example}\n```", File.ReadAllText(Path.Combine(Root(), "src", "Notion.Crdt", "README.md")), StringComparison.Ordinal);
    }

    private static string Root() => TraceFolder.RepositoryRoot() ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
}
