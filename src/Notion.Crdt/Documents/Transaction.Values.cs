namespace Notion.Crdt;

/// <summary>Properties of more than one value, and properties by their definitions.</summary>
public readonly ref partial struct Transaction
{
    /// <summary>Sets a property by its definition.</summary>
    /// <param name="block">The block, or <see cref="BlockId.Root"/> for the page's own.</param>
    /// <param name="property">Its definition, such as <see cref="BlockProperties.Checked"/>.</param>
    /// <param name="value">The value; null removes the property.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> does not fit the definition.</exception>
    public void Set<T>(BlockId block, BlockProperty<T> property, T value)
    {
        ArgumentNullException.ThrowIfNull(property);
        SetProperty(block, property.Key, property.Write(value));
    }

    /// <summary>Adds a value to a set. An addition outlives a removal made at the same time.</summary>
    /// <remarks>Sets, counters and plain properties do not share their keys: a block may have one of each under the same key.</remarks>
    /// <param name="block">The block, or <see cref="BlockId.Root"/> for the page's own.</param>
    /// <param name="key">1 to 1,024 bytes of UTF-8.</param>
    /// <param name="value">Any value but <see cref="PropertyValue.Null"/>.</param>
    /// <returns>False, and nothing is done, where the set has the value already.</returns>
    /// <exception cref="ArgumentException"><paramref name="value"/> is <see cref="PropertyValue.Null"/>.</exception>
    public bool AddToSet(BlockId block, string key, PropertyValue value)
    {
        RequireMember(key, value);
        return Editor.AddToSet(Find(block), key, value);
    }

    /// <summary>Removes a value from a set. What others add at the same time stays.</summary>
    /// <param name="block">The block, or <see cref="BlockId.Root"/> for the page's own.</param>
    /// <param name="key">1 to 1,024 bytes of UTF-8.</param>
    /// <param name="value">Any value but <see cref="PropertyValue.Null"/>.</param>
    /// <returns>False, and nothing is done, where the set does not have the value.</returns>
    /// <exception cref="ArgumentException"><paramref name="value"/> is <see cref="PropertyValue.Null"/>.</exception>
    public bool RemoveFromSet(BlockId block, string key, PropertyValue value)
    {
        RequireMember(key, value);
        return Editor.RemoveFromSet(Find(block), key, value);
    }

    /// <summary>Adds to a counter. What others add at the same time adds up; beyond 64 bits it wraps around.</summary>
    /// <param name="block">The block, or <see cref="BlockId.Root"/> for the page's own.</param>
    /// <param name="key">1 to 1,024 bytes of UTF-8.</param>
    /// <param name="amount">How much; negative to count down. With 0 nothing is done.</param>
    public void Increment(BlockId block, string key, long amount)
    {
        Document.RequireName(key, nameof(key));
        Editor.Increment(Find(block), key, amount);
    }

    private static void RequireMember(string key, PropertyValue value)
    {
        Document.RequireName(key, nameof(key));
        if (value.Kind == PropertyKind.Null) throw new ArgumentException("A set has values only: Null is none.", nameof(value));
        if (value.Kind == PropertyKind.String) Surrogates.ThrowIfBroken(value.AsString());
    }
}
