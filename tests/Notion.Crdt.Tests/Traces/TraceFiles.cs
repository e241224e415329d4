using Notion.Traces;

namespace Notion.Tests.Traces;

/// <summary>Paths of the traces that tests replay: those of this repository, and the recorded ones where they lie beside it.</summary>
internal static class TraceFiles
{
    /// <summary>Skips the running test, with the reason, where a recorded trace is not there.</summary>
    public static string Find(string fileName)
    {
        string own = Path.Combine(AppContext.BaseDirectory, "traces", fileName);
        if (File.Exists(own)) return own;
        bool found = TraceFolder.TryFind(fileName, out string recorded, out string reason);
        Assert.SkipUnless(found, reason);
        return recorded;
    }
}
