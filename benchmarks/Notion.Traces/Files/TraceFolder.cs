namespace Notion.Traces;

/// <summary>Finds the recorded traces that lie beside a checkout of this repository, at <c>../shared/traces</c>. They are not part of it.</summary>
public static class TraceFolder
{
    /// <summary>Looks for a trace by its file name.</summary>
    /// <param name="fileName">Such as <c>clownschool.json.gz</c>.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="reason">Where not found: the sentence that a skipped test shows.</param>
    public static bool TryFind(string fileName, out string path, out string reason)
    {
        string? root = RepositoryRoot();
        path = root is null ? string.Empty : Path.GetFullPath(Path.Combine(root, "..", "shared", "traces", fileName));
        reason = root is null
            ? "The tests do not run inside a checkout of the repository, so there is no ../shared/traces to look into."
            : $"The recorded trace {fileName} is not there: put the traces into ../shared/traces beside the repository to run this test.";
        return root is not null && File.Exists(path);
    }

    /// <summary>The folder that holds the solution, above that of the running program; null where there is none.</summary>
    public static string? RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Notion.sln"))) return folder.FullName;
        return null;
    }
}
