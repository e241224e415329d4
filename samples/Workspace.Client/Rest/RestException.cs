using System.Net;

namespace Notion.Workspace.Client.Rest;

/// <summary>The server said no, or could not be reached; the message is for the person at the screen.</summary>
public sealed class RestException(string message, HttpStatusCode? status, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the server answered; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>The session is over: signing in again helps.</summary>
    public bool IsSignedOut => Status == HttpStatusCode.Unauthorized;
}
