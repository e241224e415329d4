namespace Notion.Sync.Protocol;

internal static class Placeholder;
