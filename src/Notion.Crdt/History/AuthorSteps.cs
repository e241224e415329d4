namespace Notion.Crdt;

/// <summary>Under which author a writer made each of its counters, kept as the steps at which that changed.</summary>
internal sealed class AuthorSteps
{
    private readonly List<Step> _steps = [];

    /// <summary>The author of the last change: the one of the next unless that says otherwise. Null: nobody was named.</summary>
    public string? Last => _steps.Count > 0 ? _steps[^1].Author : null;

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>From a counter on it is this author.</summary>
    public void Note(int counter, string? author)
    {
        if (author != Last) _steps.Add(new Step(counter, author));
    }

    /// <summary>Takes back the steps made at or after a counter: the rollback of <see cref="Note"/>.</summary>
    public void Truncate(int counter)
    {
        while (_steps.Count > 0 && _steps[^1].Counter >= counter) _steps.RemoveAt(_steps.Count - 1);
    }

    /// <summary>Up to which counter the author of a counter made all.</summary>
    public int EndOf(int counter)
    {
        int at = _steps.FindIndex(step => step.Counter > counter);
        return at < 0 ? int.MaxValue : _steps[at].Counter;
    }

    /// <summary>Who made a counter: O(log n) of how often the author changed.</summary>
    public string? At(int counter)
    {
        int low = 0, high = _steps.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_steps[middle].Counter <= counter) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? null : _steps[low - 1].Author;
    }

    internal readonly record struct Step(int Counter, string? Author);
}
