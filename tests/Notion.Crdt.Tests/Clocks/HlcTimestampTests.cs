namespace Notion.Crdt.Tests.Clocks;

public class HlcTimestampTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void PartsComeBack()
    {
        HlcTimestamp time = HlcTimestamp.From(Noon.ToUnixTimeMilliseconds(), 3);
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), time.Milliseconds);
        Assert.Equal(3, time.Logical);
        Assert.Equal(Noon, time.Time);
        Assert.Equal("2026-11-23T12:00:00.000Z/3", time.ToString());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(HlcTimestamp.MaxMilliseconds + 1)]
    public void MillisecondsHaveFortyEightBits(long milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => HlcTimestamp.From(milliseconds, 0));

    [Fact]
    public void TheEndsCanBeRepresented()
    {
        Assert.Equal(HlcTimestamp.MaxMilliseconds, HlcTimestamp.From(HlcTimestamp.MaxMilliseconds, ushort.MaxValue).Milliseconds);
        Assert.Equal(DateTimeOffset.MaxValue, HlcTimestamp.From(HlcTimestamp.MaxMilliseconds, 0).Time);
        Assert.NotEmpty(new HlcTimestamp(ulong.MaxValue).ToString());
        Assert.Equal(DateTimeOffset.UnixEpoch, default(HlcTimestamp).Time);
    }

    [Fact]
    public void TheNextIsLaterWhateverTheWallClockSays()
    {
        var random = new Random(5);
        HlcTimestamp latest = default;
        for (int i = 0; i < 100_000; i++)
        {
            HlcTimestamp next = HlcTimestamp.Next(latest, Noon.AddMilliseconds(random.Next(-50, 50)));
            Assert.True(next > latest && latest < next && next >= latest && latest <= next);
            latest = next;
        }
    }

    [Fact]
    public void ALaterWallClockResetsTheLogicalPart()
    {
        HlcTimestamp latest = HlcTimestamp.From(Noon.ToUnixTimeMilliseconds() - 1, 77);
        Assert.Equal(HlcTimestamp.From(Noon.ToUnixTimeMilliseconds(), 0), HlcTimestamp.Next(latest, Noon));
        Assert.Equal(HlcTimestamp.From(Noon.ToUnixTimeMilliseconds(), 1), HlcTimestamp.Next(HlcTimestamp.From(Noon.ToUnixTimeMilliseconds(), 0), Noon));
    }

    [Fact]
    public void AFullLogicalPartCarriesIntoTheMilliseconds()
    {
        HlcTimestamp full = HlcTimestamp.From(Noon.ToUnixTimeMilliseconds(), ushort.MaxValue);
        Assert.Equal(HlcTimestamp.From(Noon.ToUnixTimeMilliseconds() + 1, 0), HlcTimestamp.Next(full, Noon));
    }

    [Fact]
    public void ClocksBeforeTheEpochAndPastTheEndAreClamped()
    {
        Assert.Equal(new HlcTimestamp(1), HlcTimestamp.Next(default, DateTimeOffset.MinValue));
        Assert.Equal(Noon.AddYears(7000).Year, HlcTimestamp.Next(default, Noon.AddYears(7000)).Time.Year);
    }

    [Fact]
    public void TheLastReadingHasNoNext()
    {
        var error = Assert.Throws<CrdtException>(() => HlcTimestamp.Next(new HlcTimestamp(ulong.MaxValue), Noon));
        Assert.Equal(CrdtErrorCode.ClockExhausted, error.Code);
    }
}
