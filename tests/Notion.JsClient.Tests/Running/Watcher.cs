using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Notion.JsClient.Tests.Running;

/// <summary>The JavaScript client as a process that follows a page and tells what it sees, a line of JSON for each event.</summary>
internal sealed class Watcher : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly List<JsonNode> _events = [];
    private readonly StringBuilder _errors = new();

    private Watcher(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => { if (line.Data is { Length: > 0 } json) lock (_events) _events.Add(JsonNode.Parse(json)!); };
        process.ErrorDataReceived += (_, line) => { lock (_errors) _errors.AppendLine(line.Data); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static Watcher Start(params string[] arguments) => new(Node.Start(["client.mjs", .. arguments, "--json"]));

    public IReadOnlyList<JsonNode> Events
    {
        get
        {
            lock (_events) return [.. _events];
        }
    }

    /// <summary>What the page showed last.</summary>
    public JsonNode? Page => Events.LastOrDefault(@event => (string?)@event["event"] == "page")?["blocks"];

    /// <summary>How often the page went live.</summary>
    public int Connections => Events.Count(@event => (string?)@event["state"] == "live");

    /// <summary>What was said, the latest last, by name.</summary>
    public IEnumerable<(string Name, string Text)> Said =>
        Events.Where(@event => (string?)@event["event"] == "presence").Select(@event => ((string)@event["from"]!["userName"]!, (string)@event["text"]!));

    /// <summary>Waits until something is so of what was seen.</summary>
    public async Task WaitAsync(string what, Func<bool> isSo)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            if (Stopwatch.GetElapsedTime(start) < Patience && !_process.HasExited)
            {
                await Task.Delay(20);
                continue;
            }
            lock (_errors) Assert.Fail($"Waited in vain until {what}.\n{string.Join('\n', Events.TakeLast(5).Select(@event => @event.ToJsonString()))}\n{_errors}");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
