namespace Notion.Server.Tests.Running;

/// <summary>A directory that goes when it is disposed.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("notion-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
