namespace Notion.Crdt;

internal sealed partial class HistoryCoder<TCoder>(TCoder coder, PackedHistory history, Action<int>? made)
    where TCoder : struct, IBitCoder
{
    private readonly bool _reads = made is not null;
    private TCoder _coder = coder;
    private readonly DocumentState _state = history.Scope.State;
    private readonly TextOrder _text = history.Text;

    private readonly ReplicaSteps[] _steps = StepsOf(history.Scope);

    public ref TCoder Coder => ref _coder;

    public void Run()
    {
        CodeStructure();
        CodeTimes();
        CodeDetails();
    }

    private static ReplicaSteps[] StepsOf(PackedScope scope)
    {
        var steps = new ReplicaSteps[scope.Ends.Length];
        foreach (ReplicaState replica in scope.Replicas) steps[replica.Index] = new ReplicaSteps(scope.State.Replicas, replica, scope.Ends[replica.Index]);
        return steps;
    }
}
