using System.Globalization;
using System.Reflection;

namespace Notion.Server.Store.Sql;

/// <summary>One step of a schema: an embedded file <c>NNNN_name.sql</c>. A file that was released is never edited; the next change is the next number.</summary>
internal sealed record SqlMigration(int Version, string Name, string Script)
{
    /// <summary>All steps of an engine's schema, in order.</summary>
    public static List<SqlMigration> Of(SqlDialect dialect)
    {
        string prefix = $"Notion.Server.Store.{dialect}.Migrations.";
        Assembly assembly = typeof(SqlMigration).Assembly;
        var migrations = new List<SqlMigration>();
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            string name = resource[prefix.Length..^".sql".Length];
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream);
            migrations.Add(new SqlMigration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name[5..], reader.ReadToEnd()));
        }
        return migrations;
    }
}
