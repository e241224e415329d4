using System.Globalization;

namespace Notion.Databases;

/// <summary>A file as a member of a set: its order, its name and its address on a line each. Sets are read sorted, so the order is what comes first.</summary>
internal static class FileMember
{
    public static string Write(FileReference file, int order) => string.Create(CultureInfo.InvariantCulture, $"{order:D4}\n{file.Name}\n{file.Url}");

    public static FileReference? Read(string member)
    {
        string[] lines = member.Split('\n');
        return lines.Length == 3 && lines[2].Length > 0 ? new FileReference(lines[1], lines[2]) : null;
    }
}
