namespace Notion.Sync.Protocol;

/// <summary>Notices silence: a ping after half of the time allowed, the end after all of it. Times are since any fixed moment.</summary>
internal struct KeepAlive(TimeSpan timeout, TimeSpan now)
{
    private TimeSpan _heard = now;
    private bool _pinged;

    public readonly TimeSpan Deadline => _heard + (_pinged ? timeout : timeout / 2);

    public void Heard(TimeSpan now)
    {
        _heard = now;
        _pinged = false;
    }

    public readonly bool IsDead(TimeSpan now) => now - _heard >= timeout;

    /// <summary>True once for each silence that has lasted half of the time allowed.</summary>
    public bool ShouldPing(TimeSpan now)
    {
        if (_pinged || now - _heard < timeout / 2) return false;
        _pinged = true;
        return true;
    }
}
