namespace Notion.Workspace.Client.Syncing;

/// <summary>Where a host listens for sync.</summary>
internal static class SyncAddress
{
    public static Uri For(Uri host) =>
        new UriBuilder(new Uri(host, "sync")) { Scheme = host.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs }.Uri;
}
