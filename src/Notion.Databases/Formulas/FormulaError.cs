using System.Globalization;

namespace Notion.Databases;

/// <summary>Makes the exceptions of expressions, which say where.</summary>
internal static class FormulaError
{
    public static DatabaseException At(int position, string message) =>
        new(DatabaseErrorCode.InvalidFormula, string.Create(CultureInfo.InvariantCulture, $"At character {position + 1}: {message}"));
}
