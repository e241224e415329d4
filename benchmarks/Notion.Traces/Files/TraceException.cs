namespace Notion.Traces;

/// <summary>A trace file is missing or is not in the expected format; the message is one sentence for the person who named the file.</summary>
public sealed class TraceException : Exception
{
    public TraceException(string message)
        : base(message)
    {
    }

    public TraceException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
