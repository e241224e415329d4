using System.Reflection;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>docs/protocol.md says what is built: every frame's bytes, every code, every limit.</summary>
public sealed class SpecificationTests
{
    private static readonly string Specification = File.ReadAllText(Path.Combine(ReadmeTests.Root(), "docs/protocol.md"));
    private static readonly string Packed = Specification.Replace(" ", "");

    [Fact]
    public void EveryFramesBytesAreThere()
    {
        foreach (ITheoryDataRow row in GoldenBytesTests.Frames)
        {
            if ((string)row.GetData()[0]! == "ErrorAlone") continue;
            Assert.Contains(((string)row.GetData()[1]!).Replace(" ", ""), Packed);
        }
    }

    [Fact]
    public void EveryCodeIsThereWithItsNumberAndHasASentence()
    {
        foreach (SyncErrorCode code in Enum.GetValues<SyncErrorCode>())
        {
            Assert.Contains($"| {(int)code} | `{code}` |", Specification);
            Assert.DoesNotContain("does not know", SyncErrors.Describe(code));
            Assert.Equal(code, SyncErrors.FromWebSocketStatus(SyncErrors.ToWebSocketStatus(code)));
        }
        Assert.Null(SyncErrors.FromWebSocketStatus(1006));
    }

    [Fact]
    public void EveryLimitIsThere()
    {
        foreach (PropertyInfo limit in typeof(SyncLimits).GetProperties(BindingFlags.Public | BindingFlags.Instance))
            Assert.Contains($"| `{limit.Name}` |", Specification);
    }
}
