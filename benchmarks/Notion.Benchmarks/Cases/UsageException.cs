namespace Notion.Benchmarks.Cases;

/// <summary>The command line asks for what does not exist; the message is one sentence that says what does.</summary>
internal sealed class UsageException(string message) : Exception(message);
