namespace Notion.Sync.Protocol;

/// <summary>Where a client's connection stands.</summary>
public enum ConnectionState
{
    /// <summary>Not connected; waiting to try again.</summary>
    Offline,

    /// <summary>Connecting, or waiting for the server's welcome.</summary>
    Connecting,

    /// <summary>Connected and signed in.</summary>
    Online,

    /// <summary>Not connected, and trying again by itself would not help: see the last error, then call <see cref="SyncClient.Reconnect"/>.</summary>
    Stopped,
}
