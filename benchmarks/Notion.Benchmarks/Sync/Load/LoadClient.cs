using MessagePack;
using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>A client that sends prepared edits and notes what arrives of the others'.</summary>
internal sealed class LoadClient : IWireListener
{
    private readonly LoadPage _page;
    private readonly int _number;
    private readonly LoadBook _book;
    private readonly double[] _sentAt;
    private readonly int[] _cursors;
    private WireClient _wire = null!;

    public LoadClient(LoadPage page, int number, PreparedEdits edits, int capacity, LoadBook book)
    {
        _page = page;
        _number = number;
        _book = book;
        Edits = edits;
        _sentAt = new double[capacity];
        _cursors = new int[page.Size];
    }

    public PreparedEdits Edits { get; }

    public int Sent { get; private set; }

    /// <summary>How many edits, from the first on, are acknowledged as durable.</summary>
    public int Durable { get; private set; }

    /// <summary>How many edits, from the first on, some other client has.</summary>
    public int Delivered { get; private set; }

    public bool BaseIsDurable { get; private set; }

    public int Gaps { get; private set; }

    public long FramesIn => _wire.FramesIn;

    public long BytesIn => _wire.BytesIn;

    public bool IsOpen => _wire.IsOpen;

    public bool IsClosed => _wire.IsClosed;

    public string? Problem { get; private set; }

    /// <summary>When it was connected, and when the page was open.</summary>
    public (double Began, double Opened) Opening { get; private set; }

    public void Connect(EventLoop loop, ServerAddress server)
    {
        _wire = new WireClient(loop, server, _page.Id, this);
        Opening = (EventLoop.Now, 0);
        _wire.Connect();
    }

    public void SendBase() => _wire.Send(PreparedEdits.BaseFrame());

    public double Send(int edit)
    {
        double now = EventLoop.Now;
        _sentAt[edit] = now;
        Sent = edit + 1;
        _wire.Send(Edits.Frame(edit));
        return now;
    }

    public double SentAt(int edit) => _sentAt[edit];

    public void Close() => _wire.Close();

    public void Opened(OpenedFrame opened)
    {
        Opening = (Opening.Began, EventLoop.Now);
        _book.Settled++;
    }

    public void Changes(ReadOnlyMemory<byte> update)
    {
        double now = EventLoop.Now;
        _book.UpdateFrames++;
        var reader = new MessagePackReader(update);
        int items = reader.ReadArrayHeader();
        reader.ReadInt32();
        for (int i = 1; i < items; i++)
        {
            int fields = reader.ReadArrayHeader();
            long replica = reader.ReadInt64();
            int first = reader.ReadInt32();
            if (_page.TryFind(replica, out LoadClient? sender)) Arrived(sender, first, now);
            if (i + 1 == items) break;
            for (int field = 2; field < fields; field++) reader.Skip();
        }
    }

    public void AckReceived(long batch) => _book.AcksReceived++;

    public void AckDurable(long batch)
    {
        if (batch == 1)
        {
            BaseIsDurable = true;
            return;
        }
        int edit = (int)batch - 2;
        _book.AcksDurable++;
        Durable = Math.Max(Durable, edit + 1);
        if (_book.IsMeasured(_sentAt[edit])) _book.DurableTimes.Add(EventLoop.Now - _sentAt[edit]);
    }

    public void Closed(string? problem)
    {
        if (Opening.Opened == 0) _book.Settled++;
        Problem = problem;
    }

    private void Arrived(LoadClient sender, int first, double now)
    {
        if (sender == this)
        {
            _book.Echoes++;
            return;
        }
        int edit = _cursors[sender._number];
        if (edit >= sender.Sent || sender.Edits.Start(edit) != first)
        {
            Gaps++;
            return;
        }
        _cursors[sender._number] = edit + 1;
        sender.Delivered = Math.Max(sender.Delivered, edit + 1);
        _book.Received(sender._sentAt[edit], now);
    }
}
