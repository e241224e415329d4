using System.Globalization;
using Notion.Crdt.Fuzz;
using Notion.Sync.Fuzz;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>A short run of each fuzzer of the protocol, and all that longer runs ever found. See docs/security.md.</summary>
public sealed class ProtocolFuzzTests
{
    private static readonly string Crashers = Path.Combine(ReadmeTests.Root(), "tests", "crashers");

    public static TheoryData<string> Targets => [.. ProtocolTargets.All.Select(target => target.Name)];

    public static TheoryData<string> Found => [.. ProtocolTargets.All.Select(target => target.Name).Where(name => Directory.Exists(Path.Combine(Crashers, name)))
        .SelectMany(name => Directory.EnumerateFiles(Path.Combine(Crashers, name), "*.bin").Select(file => $"{name}/{Path.GetFileName(file)}")).Order(StringComparer.Ordinal)];

    /// <summary>NOTION_SEED=s for another run, NOTION_FUZZ_INPUTS=n for a longer one.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void NothingGetsThrough(string name)
    {
        int seed = Number("NOTION_SEED", 1), inputs = Number("NOTION_FUZZ_INPUTS", 4_000) / Target(name).Cost;
        string folder = Directory.CreateTempSubdirectory("notion-fuzz-").FullName;
        using var output = new StringWriter();
        var run = new FuzzRun([Target(name)], seed, folder, output);
        if (run.Go(inputs).Count > 0) Assert.Fail($"seed {seed}\n{output}");
        Directory.Delete(folder, recursive: true);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Found))]
    public void WhatOnceGotThroughDoesNotAgain(string file) => Target(file[..file.IndexOf('/', StringComparison.Ordinal)]).Try(File.ReadAllBytes(Path.Combine(Crashers, file)));

    /// <summary>Or the fuzzers would look at nothing but the first few frames.</summary>
    [Fact]
    public void ConversationsReachWhatThereIsToReach()
    {
        var random = new Random(1);
        var types = new HashSet<byte>();
        for (int i = 0; i < 300; i++)
        {
            (byte[] server, byte[] client) = Conversation.Make(random);
            foreach (byte[] frame in (IEnumerable<byte[]>)[.. Script.Steps(server).OfType<byte[]>(), .. Script.Steps(client).OfType<byte[]>()]) types.Add(frame[1]);
        }
        Assert.Equal(
            Enum.GetValues<FrameType>().Except([default, FrameType.Fragment, FrameType.Deflated]).Select(type => (byte)type).Order(),
            types.Order());
    }

    private static FuzzTarget Target(string name) => ProtocolTargets.All.Single(target => target.Name == name);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
