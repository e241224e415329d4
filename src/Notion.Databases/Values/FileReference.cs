namespace Notion.Databases;

/// <summary>A file of a files property.</summary>
/// <param name="Name">What it is called; without line breaks.</param>
/// <param name="Url">Where it is.</param>
public readonly record struct FileReference(string Name, string Url);
