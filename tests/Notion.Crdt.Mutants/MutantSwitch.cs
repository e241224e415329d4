using System.Reflection;

namespace Notion.Crdt.Mutants;

/// <summary>Stryker builds a library that has all mutants in it, and a class that says which one is on. This turns that class's switch from within the process.</summary>
internal sealed class MutantSwitch
{
    public const int None = -1;

    private readonly FieldInfo _active, _captures;
    private readonly MethodInfo _reached;

    public MutantSwitch()
    {
        Type control = typeof(Document).Assembly.GetTypes().SingleOrDefault(type => type.Name == "MutantControl")
            ?? throw new InvalidOperationException("This library has no mutants in it; eng/mutation.sh puts one here that has.");
        const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        _active = control.GetField("ActiveMutant", Static)!;
        _captures = control.GetField("CaptureCoverage", Static)!;
        _reached = control.GetMethod("GetCoverageData", Static)!;
    }

    public int Active
    {
        set => _active.SetValue(null, value);
    }

    /// <summary>Runs something with no mutant on, and says which it came by.</summary>
    public HashSet<int> ReachedBy(Action action)
    {
        Active = None;
        _reached.Invoke(null, null);
        _captures.SetValue(null, true);
        try
        {
            action();
        }
        finally
        {
            _captures.SetValue(null, false);
        }
        return [.. ((IList<int>[])_reached.Invoke(null, null)!)[0]];
    }
}
