using System.Reflection;

namespace Notion.Workspace.Tests.Hosting;

/// <summary>Paths that the build wrote into this assembly.</summary>
internal static class BuildPaths
{
    /// <summary>The host of the sample.</summary>
    public static string WorkspaceAssembly { get; } = Read("WorkspaceAssembly");

    /// <summary>Where screenshots go.</summary>
    public static string TestResults { get; } = Read("TestResults");

    private static string Read(string key) =>
        typeof(BuildPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == key).Value!;
}
