using System.Diagnostics;
using Notion.Server.Tests.Running;

namespace Notion.JsClient.Tests.Running;

/// <summary>Runs samples/JsClient in Node.</summary>
internal static class Node
{
    private static readonly NodeProject Client = new(Path.Combine("samples", "JsClient"), "@msgpack");

    /// <summary>Skips the test, with the reason, where there is no Node or the client's packages are not installed.</summary>
    public static void Require() => Client.Require();

    /// <summary>Starts Node in the client's folder. Its output is read as text.</summary>
    public static Process Start(params string[] arguments) => Client.Start(arguments);

    /// <summary>Runs Node to its end; what it wrote, where its exit code was 0.</summary>
    public static Task<string> RunAsync(params string[] arguments) => Client.RunAsync(arguments);
}
