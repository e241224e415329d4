using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Notion.Server.Problems;

/// <summary>The field <c>name</c>: of people, workspaces, groups and tokens alike.</summary>
internal static class NameField
{
    private const int MaxLength = 200;

    public static bool IsGood([NotNullWhen(true)] string? given) => given?.Trim() is { Length: > 0 and <= MaxLength } name && !name.Any(char.IsControl);

    /// <summary>The name, trimmed; or what is wrong with it.</summary>
    public static ProblemHttpResult? Refuse(string? given, out string name)
    {
        name = given?.Trim() ?? string.Empty;
        return IsGood(given) ? null : Problem.Field("name", $"Give a name of 1 to {MaxLength} characters without control characters.");
    }
}
