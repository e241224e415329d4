using System.Globalization;

namespace Notion.Databases;

/// <summary>Whether a value fits a property: asked where values are written, never where they are merged.</summary>
internal static class CellValidation
{
    public static void Require(DatabaseProperty property, CellValue value)
    {
        if (value.IsEmpty) return;
        CellKind wanted = Kind(property.Type);
        if (value.Kind != wanted && !(property.Type == PropertyType.MultiSelect && value.Kind == CellKind.Choice))
            throw Invalid(property, $"takes a value of kind {wanted}, not {value.Kind}");
        switch (property.Type)
        {
            case PropertyType.Title or PropertyType.Text when value.AsText().Length > DatabaseLimits.MaxTextLength:
                throw TooLong(property, DatabaseLimits.MaxTextLength);
            case PropertyType.Url or PropertyType.Email or PropertyType.Phone when value.AsText().Length > DatabaseLimits.MaxAddressLength:
                throw TooLong(property, DatabaseLimits.MaxAddressLength);
            case PropertyType.Select or PropertyType.Status or PropertyType.MultiSelect:
                foreach (string id in value.AsItems())
                    if (property.FindOption(id) is null) throw new DatabaseException(DatabaseErrorCode.UnknownOption, $"{property.Name} has no option {id}. It may have been removed: read the schema again.");
                break;
            case PropertyType.People or PropertyType.Relation:
                foreach (string id in value.AsItems())
                    if (!Guid.TryParseExact(id, "D", out Guid uuid) || uuid.ToString() != id) throw Invalid(property, $"takes UUIDs in lower case with dashes, and {id} is none");
                break;
            case PropertyType.Files:
                foreach (FileReference file in value.AsFiles()) Require(property, file);
                break;
        }
        if (value.AsItems().Count > DatabaseLimits.MaxItems || value.AsFiles().Count > DatabaseLimits.MaxItems) throw TooMany(property);
    }

    public static DatabaseException TooMany(DatabaseProperty property) =>
        new(DatabaseErrorCode.LimitExceeded, $"{property.Name} has at most {DatabaseLimits.MaxItems} members. Remove some first.");

    private static void Require(DatabaseProperty property, FileReference file)
    {
        if (string.IsNullOrEmpty(file.Url) || file.Name is null || file.Url.Contains('\n', StringComparison.Ordinal) || file.Name.Contains('\n', StringComparison.Ordinal))
            throw Invalid(property, "takes files with an address and a name, both without line breaks");
        if (file.Url.Length > DatabaseLimits.MaxAddressLength || file.Name.Length > DatabaseLimits.MaxAddressLength) throw TooLong(property, DatabaseLimits.MaxAddressLength);
    }

    private static CellKind Kind(PropertyType type) => type switch
    {
        PropertyType.Number => CellKind.Number,
        PropertyType.Checkbox => CellKind.Flag,
        PropertyType.Date => CellKind.Date,
        PropertyType.Select or PropertyType.Status => CellKind.Choice,
        PropertyType.MultiSelect or PropertyType.People or PropertyType.Relation => CellKind.Items,
        PropertyType.Files => CellKind.Files,
        _ => CellKind.Text,
    };

    private static DatabaseException Invalid(DatabaseProperty property, string rule) => new(DatabaseErrorCode.InvalidValue, $"{property.Name} ({property.TypeName}) {rule}.");

    private static DatabaseException TooLong(DatabaseProperty property, int most) =>
        new(DatabaseErrorCode.LimitExceeded, string.Create(CultureInfo.InvariantCulture, $"{property.Name} ({property.TypeName}) has at most {most} characters."));
}
