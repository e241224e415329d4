namespace Notion.Crdt.Tests.Properties;

public class PropertyValueTests
{
    [Fact]
    public void ValuesComeBackAsWhatTheyAre()
    {
        Assert.True(PropertyValue.From(true).AsBoolean());
        Assert.Equal(long.MinValue, PropertyValue.From(long.MinValue).AsInteger());
        Assert.Equal(0.1, PropertyValue.From(0.1).AsNumber());
        Assert.Equal("x", PropertyValue.From("x").AsString());
        Assert.Equal(PropertyKind.Null, PropertyValue.From((string?)null).Kind);
        Assert.Equal(7.0, PropertyValue.From(7L).AsNumber());
    }

    [Fact]
    public void AnotherKindIsNotConverted()
    {
        Assert.Throws<InvalidOperationException>(() => PropertyValue.From(1.0).AsInteger());
        Assert.Throws<InvalidOperationException>(() => PropertyValue.Null.AsString());
        Assert.Throws<InvalidOperationException>(() => PropertyValue.From("true").AsBoolean());
        Assert.Throws<InvalidOperationException>(() => PropertyValue.From(true).AsNumber());
    }

    [Fact]
    public void EqualityIsOfKindAndValue()
    {
        PropertyValue[] values = [PropertyValue.Null, true, false, 0L, 1L, 0.0, -0.0, 1.0, double.NaN, "", "1"];
        for (int i = 0; i < values.Length; i++)
        {
            for (int j = 0; j < values.Length; j++)
            {
                Assert.Equal(i == j, values[i] == values[j]);
                Assert.Equal(i != j, values[i] != values[j]);
            }
        }
        Assert.Equal(PropertyValue.From(BitConverter.Int64BitsToDouble(-1)), PropertyValue.From(double.NaN));
        Assert.Equal(PropertyValue.From("ab").GetHashCode(), PropertyValue.From(string.Concat("a", "b")).GetHashCode());
    }

    [Theory]
    [InlineData(true, "true")]
    [InlineData(12L, "12")]
    [InlineData(1.5, "1.5")]
    [InlineData("text", "text")]
    [InlineData(null, "")]
    public void TextIsAsPeopleWrite(object? value, string expected)
    {
        PropertyValue property = value switch { bool truth => truth, long integer => integer, double number => number, _ => (string?)value };
        Assert.Equal(expected, property.ToString());
    }
}
