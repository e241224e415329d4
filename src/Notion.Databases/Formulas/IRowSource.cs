namespace Notion.Databases;

/// <summary>Where rollups find other databases and their rows. What the reader may not see it does not give: then no rollup shows it.</summary>
public interface IRowSource
{
    /// <summary>The schema of a database; null where there is none for the reader.</summary>
    DatabaseSchema? FindSchema(Guid database);

    /// <summary>A row of a database; null where it is none of that database's, or not for the reader.</summary>
    DatabaseRow? FindRow(Guid database, Guid row);
}
