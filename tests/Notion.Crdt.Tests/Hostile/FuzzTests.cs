using System.Globalization;
using Notion.Crdt.Fuzz;
using Notion.Traces;

namespace Notion.Crdt.Tests.Hostile;

/// <summary>A short run of each fuzzer, and all that longer runs ever found. See docs/security.md.</summary>
public class FuzzTests
{
    private static readonly string Crashers = Path.Combine(
        TraceFolder.RepositoryRoot() ?? throw new DirectoryNotFoundException("The tests do not run inside the repository."), "tests", "crashers");

    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    public static TheoryData<string> Found =>
    [
        .. FuzzTarget.All.Select(target => Path.Combine(Crashers, target.Name)).Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.bin"))
            .Select(file => Path.GetRelativePath(Crashers, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    /// <summary>NOTION_SEED=s for another run, NOTION_FUZZ_INPUTS=n for a longer one.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void NothingGetsThrough(string name)
    {
        int seed = Number("NOTION_SEED", 1), inputs = Number("NOTION_FUZZ_INPUTS", 3_000) / Target(name).Cost;
        string folder = Directory.CreateTempSubdirectory("notion-fuzz-").FullName;
        using var output = new StringWriter();
        var run = new FuzzRun([Target(name)], seed, folder, output);
        if (run.Go(inputs).Count > 0) Assert.Fail($"seed {seed}\n{output}");
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Found))]
    public void WhatOnceGotThroughDoesNotAgain(string file) => Target(file[..file.IndexOf('/', StringComparison.Ordinal)]).Try(File.ReadAllBytes(Path.Combine(Crashers, file)));

    private static FuzzTarget Target(string name) => FuzzTarget.All.Single(target => target.Name == name);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
