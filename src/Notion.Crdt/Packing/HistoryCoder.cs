namespace Notion.Crdt;

internal sealed partial class HistoryCoder<TCoder>(TCoder coder, PackedHistory history, bool reads)
    where TCoder : struct, IBitCoder
{
    private TCoder _coder = coder;
    private readonly DocumentState _state = history.Scope.State;
    private readonly TextOrder _text = history.Text;

    public ref TCoder Coder => ref _coder;

    public void Run()
    {
        CodeStructure();
        CodeTimes();
        CodeDetails();
    }
}
