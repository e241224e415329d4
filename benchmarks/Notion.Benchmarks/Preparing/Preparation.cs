using Notion.Benchmarks.Cases;
using Notion.Traces;

namespace Notion.Benchmarks.Preparing;

/// <summary>
/// Makes what a case starts from, in a process of its own: so neither the code that it compiles nor the memory that it takes
/// flatters the measured process, which begins cold and small.
/// </summary>
/// <param name="Name">The second argument of the child process.</param>
/// <param name="Fill">Writes the files: from the trace's path into a folder.</param>
internal sealed record Preparation(string Name, Action<string, PreparedFolder> Fill)
{
    /// <summary>The first argument of the child process. Not for people: it is in no list of cases.</summary>
    public const string Verb = "prepare";

    /// <summary>A sequential trace as plain patches.</summary>
    public static Preparation Patches { get; } = new("patches", (path, folder) =>
    {
        TextTrace trace = TextTraceReader.Read(path);
        if (trace.IsConcurrent) throw new TraceException($"'{path}' is a concurrent trace; the cases A need a sequential one.");
        folder.WritePatches([.. trace.Patches]);
        folder.WriteEndContent(trace.EndContent);
    });

    /// <summary>The updates of a text trace, one per edit.</summary>
    public static Preparation Updates { get; } = new("updates", (path, folder) =>
    {
        TextTrace trace = TextTraceReader.Read(path);
        folder.WriteUpdates(TracedPage.Build(trace).Updates);
        folder.WriteEndContent(trace.EndContent);
    });

    /// <summary>The document of a text trace in every format.</summary>
    public static Preparation Documents { get; } = new("documents", (path, folder) =>
    {
        TextTrace trace = TextTraceReader.Read(path);
        folder.WriteDocuments(TracedPage.Build(trace).Document);
        folder.WriteEndContent(trace.EndContent);
    });

    /// <summary>The document of a block trace in every format.</summary>
    public static Preparation Trees { get; } = new("trees", (path, folder) =>
    {
        BlockReplay replay = BlockReplay.Run(BlockTraceReader.Read(path));
        folder.WriteDocuments(replay.Replicas[0].Document);
        folder.WriteVisibleBlocks(replay.Replicas[0].Document.EnumerateBlocks().Count());
    });

    /// <summary>The pages of case F.</summary>
    public static Preparation Pages { get; } = new("pages", (_, folder) =>
    {
        byte[][] pages = SamplePages.Make(out long characters);
        folder.WritePages(pages, characters);
    });

    /// <summary>The child process: <c>name trace folder</c>.</summary>
    public static int Run(string[] args)
    {
        Preparation? found = args.Length == 3 ? new[] { Patches, Updates, Documents, Trees, Pages }.FirstOrDefault(one => one.Name == args[0]) : null;
        if (found is null) throw new UsageException($"'{Verb}' is for the benchmarks' own child processes; name a case instead.");
        found.Fill(args[1], new PreparedFolder(args[2]));
        return 0;
    }
}
