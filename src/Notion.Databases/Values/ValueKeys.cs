namespace Notion.Databases;

/// <summary>Under which keys of its page a row has its values: part of the format.</summary>
public static class ValueKeys
{
    internal const char String = 's';
    internal const char Number = 'n';
    internal const char Choice = 'o';
    internal const char Date = 'd';
    internal const char Check = 'c';
    internal const char People = 'p';
    internal const char Relation = 'r';
    internal const char Files = 'f';
    internal const string Prefix = "p:";
    internal const string RowNumber = "row_number";

    /// <summary>The key of the text of a property of type <see cref="PropertyType.Text"/>: what editors type into.</summary>
    public static string Text(string propertyId) => Of(propertyId, String);

    internal static string Of(string propertyId, char family) => string.Concat(Prefix, propertyId, ":", family.ToString());

    /// <summary>Takes a key apart.</summary>
    /// <returns>False for keys of other things.</returns>
    internal static bool TryRead(string key, out string slot, out char family)
    {
        slot = string.Empty;
        family = '\0';
        if (key.Length < Prefix.Length + 3 || key.Length > 64 || !key.StartsWith(Prefix, StringComparison.Ordinal) || key[^2] != ':') return false;
        slot = key[Prefix.Length..];
        family = key[^1];
        return true;
    }
}
