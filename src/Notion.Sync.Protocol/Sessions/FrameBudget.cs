namespace Notion.Sync.Protocol;

/// <summary>A token bucket: so many frames at once, so many a second in the long run. Times are since any fixed moment.</summary>
internal struct FrameBudget(int burst, int perSecond, TimeSpan now)
{
    private double _left = burst;
    private TimeSpan _filled = now;

    public bool TryTake(TimeSpan now)
    {
        if (_left < 1 && now > _filled)
        {
            _left = Math.Min(burst, _left + ((now - _filled).TotalSeconds * perSecond));
            _filled = now;
        }
        if (_left < 1) return false;
        _left--;
        return true;
    }
}
