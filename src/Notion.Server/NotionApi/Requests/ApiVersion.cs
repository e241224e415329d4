namespace Notion.Server.NotionApi;

/// <summary>The versions of Notion's API that this server speaks, by the header <c>Notion-Version</c>.</summary>
internal enum ApiVersion
{
    /// <summary><c>2022-06-28</c>: databases are queried themselves.</summary>
    V20220628,

    /// <summary><c>2025-09-03</c>: databases have data sources.</summary>
    V20250903,

    /// <summary><c>2026-03-11</c>: <c>in_trash</c> in the place of <c>archived</c>.</summary>
    V20260311,
}
