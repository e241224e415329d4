namespace Notion.Crdt;

/// <summary>What a property of a block is called and which values it takes. Immutable; safe from any thread.</summary>
/// <remarks>
/// A definition is an agreement among those who use it, and no part of a document: merging knows nothing of it. What a peer wrote against it reads as the
/// definition's default, and never throws.
/// </remarks>
public abstract class BlockProperty
{
    private protected BlockProperty(string key)
    {
        Document.RequireName(key, nameof(key));
        Key = key;
    }

    /// <summary>The key: 1 to 1,024 bytes of UTF-8.</summary>
    public string Key { get; }

    /// <summary>What a fitting value is, for people: "a string", "one of a, b, c".</summary>
    public abstract string Expectation { get; }

    /// <summary>Whether a value fits. <see cref="PropertyValue.Null"/>, which removes the property, always does.</summary>
    public abstract bool Accepts(PropertyValue value);

    /// <summary>True or false; false where it is not set.</summary>
    public static BlockProperty<bool> Flag(string key) =>
        new(key, "true or false", false, (PropertyValue value, out bool read) => TryReadFlag(value, out read), value => value);

    /// <summary>A string.</summary>
    /// <param name="key">The key.</param>
    /// <param name="otherwise">What it reads as where it is not set.</param>
    public static BlockProperty<string> String(string key, string otherwise = "")
    {
        ArgumentNullException.ThrowIfNull(otherwise);
        return new(key, "a string", otherwise, (PropertyValue value, out string read) => TryReadString(value, out read), value => value);
    }

    /// <summary>One of some strings.</summary>
    /// <param name="key">The key.</param>
    /// <param name="otherwise">What it reads as where it is not set.</param>
    /// <param name="values">The strings that fit.</param>
    public static BlockProperty<string> OneOf(string key, string otherwise, params string[] values)
    {
        ArgumentNullException.ThrowIfNull(otherwise);
        ArgumentNullException.ThrowIfNull(values);
        string[] all = [.. values];
        return new(
            key, $"one of {string.Join(", ", all)}", otherwise,
            (PropertyValue value, out string read) => TryReadString(value, out read) && Array.IndexOf(all, read) >= 0,
            value => value);
    }

    /// <summary>An integer of a range; null where it is not set.</summary>
    /// <param name="key">The key.</param>
    /// <param name="smallest">The smallest that fits.</param>
    /// <param name="largest">The largest that fits.</param>
    public static BlockProperty<long?> Integer(string key, long smallest = long.MinValue, long largest = long.MaxValue) => new(
        key, smallest == long.MinValue && largest == long.MaxValue ? "an integer" : $"an integer from {smallest} to {largest}", null,
        (PropertyValue value, out long? read) =>
        {
            read = value.Kind == PropertyKind.Integer ? value.AsInteger() : null;
            return read >= smallest && read <= largest;
        },
        value => value is { } integer ? integer : PropertyValue.Null);

    /// <summary>A number, integers included; null where it is not set.</summary>
    /// <param name="key">The key.</param>
    public static BlockProperty<double?> Number(string key) => new(
        key, "a number", null,
        (PropertyValue value, out double? read) =>
        {
            read = value.Kind is PropertyKind.Number or PropertyKind.Integer ? value.AsNumber() : null;
            return read is not null;
        },
        value => value is { } number ? number : PropertyValue.Null);

    private static bool TryReadFlag(PropertyValue value, out bool read)
    {
        read = value.Kind == PropertyKind.Boolean && value.AsBoolean();
        return value.Kind == PropertyKind.Boolean;
    }

    private static bool TryReadString(PropertyValue value, out string read)
    {
        read = value.Kind == PropertyKind.String ? value.AsString() : string.Empty;
        return value.Kind == PropertyKind.String;
    }
}
