using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>
/// The edits of one client, made before the run by a real document and encoded down to the bytes on the socket: each inserts one to five characters at a random
/// place of the base text and the client's own earlier edits. So no edit depends on another client's that is still under way, and every run has the same ones.
/// </summary>
internal sealed class PreparedEdits
{
    private const long BaseReplica = 900;
    private const long FirstReplica = 1_000;

    private readonly Document _document;
    private readonly Random _random;
    private readonly List<byte[]> _frames = [];
    private readonly List<int> _starts = [];

    private PreparedEdits(int sender)
    {
        Replica = new ReplicaId(FirstReplica + sender);
        _document = new Document(Replica);
        _document.Apply(Base.Span);
        _random = new Random(sender * 7919);
    }

    /// <summary>The change that gives a page its text, made once for all pages.</summary>
    public static ReadOnlyMemory<byte> Base { get; } = MakeBase();

    public static int BaseLength => 2_000;

    public static BlockId Block { get; private set; }

    public ReplicaId Replica { get; }

    public int Count => _frames.Count;

    /// <summary>The replica's counter after all edits, which is how many characters they hold.</summary>
    public int End { get; private set; }

    /// <summary>Edits of so many clients, so many each. Clients of different pages may share them: a replica is another one on another page.</summary>
    public static PreparedEdits[] Make(int clients, int edits, PreparedEdits[]? earlier = null)
    {
        var all = new PreparedEdits[clients];
        for (int i = 0; i < clients; i++)
        {
            all[i] = i < earlier?.Length ? earlier[i] : new PreparedEdits(i);
            while (all[i].Count < edits) all[i].Add();
        }
        return all;
    }

    public byte[] Frame(int edit) => _frames[edit];

    /// <summary>The counter of the edit's first character: who has seen beyond it has the edit.</summary>
    public int Start(int edit) => _starts[edit];

    /// <summary>The counter after the edits before this one.</summary>
    public int EndAfter(int edits) => edits < _starts.Count ? _starts[edits] : End;

    public static byte[] BaseFrame() => WireFrame.Encode(new ChangesFrame(WireClient.Channel, 1, Base), 1);

    private void Add()
    {
        int length = 1 + _random.Next(5);
        Span<char> typed = stackalloc char[length];
        for (int i = 0; i < length; i++) typed[i] = (char)('a' + _random.Next(26));
        using Transaction change = _document.Begin();
        change.InsertText(Block, _random.Next(BaseLength + End + 1), typed.ToString());
        ReadOnlyMemory<byte> update = change.Commit();
        _starts.Add(End);
        End += length;
        _frames.Add(WireFrame.Encode(new ChangesFrame(WireClient.Channel, _frames.Count + 2, update.ToArray()), (uint)_random.Next()));
    }

    private static ReadOnlyMemory<byte> MakeBase()
    {
        var document = new Document(new ReplicaId(BaseReplica));
        using Transaction change = document.Begin();
        Block = change.CreateBlock("paragraph", BlockId.Root);
        var random = new Random(1);
        change.InsertText(Block, 0, string.Create(BaseLength, random, static (text, random) =>
        {
            for (int i = 0; i < text.Length; i++) text[i] = random.Next(6) == 0 ? ' ' : (char)('a' + random.Next(26));
        }));
        return change.Commit().ToArray();
    }
}
