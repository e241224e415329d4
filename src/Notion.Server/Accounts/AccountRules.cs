using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Problems;

namespace Notion.Server.Accounts;

/// <summary>What an email, a name and a password must look like.</summary>
internal static class AccountRules
{
    private const int MaxEmail = 254;
    private const int MinPassword = 8;
    private const int MaxPassword = 256;

    /// <summary>Trimmed and in lower case, as it is stored; null when it can be no address.</summary>
    public static string? Normalize(string? email)
    {
        string text = email?.Trim().ToLowerInvariant() ?? string.Empty;
        int at = text.IndexOf('@');
        bool valid = at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1 && text.Length <= MaxEmail && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
        return valid ? text : null;
    }

    public static bool Refuses(SignUpRequest request, [NotNullWhen(true)] out ProblemHttpResult? problem)
    {
        problem = null;
        if (Normalize(request.Email) is null)
            problem = BadEmail();
        else if (NameField.Refuse(request.Name, out _) is { } badName)
            problem = badName;
        else if (!IsPasswordGood(request.Password))
            problem = BadPassword("password");
        return problem is not null;
    }

    public static bool IsPasswordGood([NotNullWhen(true)] string? password) => password is { Length: >= MinPassword and <= MaxPassword };

    public static ProblemHttpResult BadEmail() => Problem.Field("email", $"Give an email address with one @ and no spaces, of at most {MaxEmail} characters.");

    public static ProblemHttpResult BadPassword(string field) => Problem.Field(field, $"Choose a password of {MinPassword} to {MaxPassword} characters.");

    /// <summary>A password that could never have been accepted; checking it would only cost time.</summary>
    public static bool IsPasswordPossible([NotNullWhen(true)] string? password) => password is { Length: > 0 and <= MaxPassword };
}
