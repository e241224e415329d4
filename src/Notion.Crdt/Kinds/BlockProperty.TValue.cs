namespace Notion.Crdt;

/// <summary>A property with values of a .NET type: read with <see cref="Block.Get"/>, set with <see cref="Transaction.Set"/>.</summary>
/// <typeparam name="T">The type of its values.</typeparam>
public sealed class BlockProperty<T> : BlockProperty
{
    private readonly Reading _read;
    private readonly Func<T, PropertyValue> _write;

    internal BlockProperty(string key, string expectation, T otherwise, Reading read, Func<T, PropertyValue> write)
        : base(key)
    {
        Expectation = expectation;
        Default = otherwise;
        _read = read;
        _write = write;
    }

    internal delegate bool Reading(PropertyValue value, out T read);

    /// <summary>What it reads as where it is not set, or set to what does not fit.</summary>
    public T Default { get; }

    /// <inheritdoc/>
    public override string Expectation { get; }

    /// <inheritdoc/>
    public override bool Accepts(PropertyValue value) => value.Kind == PropertyKind.Null || _read(value, out _);

    /// <summary>The value as one of the type; <see cref="Default"/> where it does not fit.</summary>
    public T Read(PropertyValue value) => _read(value, out T read) ? read : Default;

    /// <summary>A value for documents.</summary>
    /// <exception cref="ArgumentException">The value is not <see cref="BlockProperty.Expectation"/>.</exception>
    public PropertyValue Write(T value)
    {
        PropertyValue written = _write(value);
        return Accepts(written) ? written : throw new ArgumentException($"The property {Key} takes {Expectation}.", nameof(value));
    }
}
