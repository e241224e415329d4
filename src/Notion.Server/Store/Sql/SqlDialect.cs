namespace Notion.Server.Store.Sql;

/// <summary>Which engine a statement is for, where the two differ.</summary>
internal enum SqlDialect
{
    Sqlite,
    Postgres,
}
