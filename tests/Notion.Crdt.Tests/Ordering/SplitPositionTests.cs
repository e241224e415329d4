namespace Notion.Crdt.Tests.Ordering;

/// <summary>Second halves of split blocks stand in the order of the text, whoever cut where.</summary>
public class SplitPositionTests
{
    [Fact]
    public void NumbersOfLettersSortAsNumbersAndAreReadBack()
    {
        int[] numbers = [0, 1, 18, 19, 20, 70, 71, 2_774, 2_775, 143_382, 143_383, 1_000_000, int.MaxValue - 1, int.MaxValue];
        string before = "";
        foreach (int number in numbers)
        {
            string letters = LetterIndex.Of(number);
            Assert.True(string.CompareOrdinal(before, letters) < 0, $"{number} is {letters}, after {before}");
            Assert.True(LetterIndex.TryParse(letters, out int read));
            Assert.Equal(number, read);
            before = letters;
        }
        Assert.All(["", "Z", "sa", "t", "zzzzzzzz", "zzzzzzzzz"], letters => Assert.False(LetterIndex.TryParse(letters, out _)));
    }

    [Fact]
    public void ConcurrentHalvesStandInTheOrderOfTheText()
    {
        string block = new PositionGenerator(new ReplicaId(1)).Next(null, null);
        PositionGenerator low = new(new ReplicaId(2)), high = new(new ReplicaId(3));
        string two = high.TryNextBehind(block, null, 2, isEnd: false)!, four = low.TryNextBehind(block, null, 4, isEnd: false)!;
        string three = high.TryNextBehind(two, null, 1, isEnd: false)!, five = low.TryNextBehind(four, null, 1, isEnd: true)!;
        string one = low.TryNextBehind(block, four, 1, isEnd: false)!;
        string behind = new PositionGenerator(new ReplicaId(4)).Next(block, block + "b");
        Assert.Equal([block, one, two, three, four, five, behind], new[] { behind, five, four, three, two, one, block }.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhereThereIsNoRoomAHalfStandsAsAnyOtherBlock()
    {
        string block = new PositionGenerator(new ReplicaId(1)).Next(null, null);
        var own = new PositionGenerator(new ReplicaId(2));
        string first = own.TryNextBehind(block, null, 4, isEnd: false)!, again = own.TryNextBehind(block, first, 4, isEnd: false)!, later = own.TryNextBehind(block, first, 9, isEnd: false)!;
        Assert.True(string.CompareOrdinal(block, again) < 0 && string.CompareOrdinal(again, first) < 0);
        Assert.True(string.CompareOrdinal(block, later) < 0 && string.CompareOrdinal(later, first) < 0);
        Assert.NotEqual(again, later);
    }
}
