namespace Notion.Server.Store.Sql;

/// <summary>A parameter that is JSON: <c>jsonb</c> on PostgreSQL, checked text on SQLite.</summary>
internal readonly record struct SqlJson(string Text);
