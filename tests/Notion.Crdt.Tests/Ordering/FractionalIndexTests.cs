namespace Notion.Crdt.Tests.Ordering;

public class FractionalIndexTests
{
    [Theory]
    [InlineData("a", "b", "aU")]
    [InlineData("a", "c", "b")]
    [InlineData("aU", "b", "ak")]
    [InlineData("az", "b", "azU")]
    [InlineData("a", "b5", "b")]
    [InlineData("a", "a1", "a0U")]
    [InlineData("a", "a01", "a00U")]
    [InlineData("a", "a00", "a0")]
    [InlineData(null, null, "U")]
    [InlineData("z", null, "zU")]
    [InlineData(null, "1", "0U")]
    [InlineData("Zz", "a0", "a")]
    public void BetweenIsTheCommonPrefixAndAMiddleDigit(string? before, string? after, string expected) =>
        Assert.Equal(expected, FractionalIndex.Between(before, after));

    [Theory]
    [InlineData("a", "a")]
    [InlineData("b", "a")]
    [InlineData("a0", "a")]
    [InlineData("a", "a0")]
    [InlineData(null, "0")]
    public void BoundsWithNothingBetweenThemAreRefusedWithACode(string? before, string? after)
    {
        var error = Assert.Throws<CrdtException>(() => FractionalIndex.Between(before, after));
        Assert.Equal(CrdtErrorCode.NoIndexBetween, error.Code);
        Assert.Contains("give", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a-b")]
    [InlineData("é")]
    [InlineData("a b")]
    [InlineData("a\0")]
    public void OtherCharactersAreRefused(string index)
    {
        Assert.False(FractionalIndex.IsValid(index));
        Assert.Throws<ArgumentException>(() => FractionalIndex.Between(index, null));
        Assert.Throws<ArgumentException>(() => FractionalIndex.Between(null, index));
    }

    [Fact]
    public void LengthIsCapped()
    {
        string longest = new('a', FractionalIndex.MaxLength);
        Assert.True(FractionalIndex.IsValid(longest));
        Assert.False(FractionalIndex.IsValid(longest + "a"));
        Assert.False(FractionalIndex.IsValid((string?)null));
        Assert.Throws<ArgumentException>(() => FractionalIndex.Between(longest + "a", null));
        var error = Assert.Throws<CrdtException>(() => FractionalIndex.Between(new string('z', FractionalIndex.MaxLength), null));
        Assert.Equal(CrdtErrorCode.NoIndexBetween, error.Code);
    }

    [Fact]
    public void IndexesOfTheNpmPackageAreValidBounds()
    {
        string[] keys = NpmIndexes.Ascending;
        Assert.Equal(keys, keys.Order(StringComparer.Ordinal));
        Assert.All(keys, key => Assert.True(FractionalIndex.IsValid(key)));
        for (int i = 0; i <= keys.Length; i++)
            AssertBetween(i == 0 ? null : keys[i - 1], i == keys.Length ? null : keys[i]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomInsertsStayStrictlyBetweenAndShort(int seed)
    {
        var random = new Random(seed);
        List<string> keys = [];
        for (int i = 0; i < 5_000; i++)
        {
            int at = random.Next(keys.Count + 1);
            keys.Insert(at, AssertBetween(at == 0 ? null : keys[at - 1], at == keys.Count ? null : keys[at]));
        }
        Assert.InRange(keys.Max(key => key.Length), 1, 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void WhereSomethingLiesBetweenItIsFound(int seed)
    {
        // Over short strings of few digits, "nothing between" can be checked: high is low followed by one lowest digit.
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++)
        {
            string low = Draw(random), high = Draw(random);
            bool possible = string.CompareOrdinal(low, high) < 0 && high != low + "0";
            if (possible) AssertBetween(low, high);
            else Assert.Throws<CrdtException>(() => FractionalIndex.Between(low, high));
        }
    }

    private static string Draw(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => "01zy"[random.Next(4)]));

    private static string AssertBetween(string? before, string? after)
    {
        string key = FractionalIndex.Between(before, after);
        Assert.True(FractionalIndex.IsValid(key), key);
        Assert.True(before is null || string.CompareOrdinal(before, key) < 0, $"{before} < {key}");
        Assert.True(after is null || string.CompareOrdinal(key, after) < 0, $"{key} < {after}");
        return key;
    }
}
