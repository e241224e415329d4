namespace Notion.Sync.Protocol;

/// <summary>Where a session stands. It only ever goes forward.</summary>
public enum SessionPhase
{
    /// <summary>The server waits for the hello; the client has not sent it yet.</summary>
    AwaitingHello,

    /// <summary>The hello has been sent: the server checks the token, the client waits for the welcome.</summary>
    Authenticating,

    /// <summary>Pages may be opened.</summary>
    Ready,

    /// <summary>The last frame has been given out.</summary>
    Closed,
}
