namespace Notion.Sync.Protocol;

/// <summary>
/// A stretch of work on one thread, such as a page's room that takes a change. What connections are told meanwhile leaves when the turn ends, on the same thread, each connection's frames in one write.
/// </summary>
/// <remarks>
/// <para>Without a turn the thread pool sends, which costs a hand-over for each connection: more than the sending itself. A turn costs others nothing, as sending does not wait: what a socket does not take at once goes on elsewhere.</para>
/// <para>Turns nest; the outermost one sends. Keep them short and do not await in them. Where many connections have something to send and there are other processors, they share the work.</para>
/// </remarks>
public readonly ref struct SendTurn
{
    /// <summary>So many connections send on the turn's own thread, where there are other processors.</summary>
    private const int MaxOnThisThread = 32;

    [ThreadStatic]
    private static List<OutgoingQueue>? _waiting;

    [ThreadStatic]
    private static bool _isOpen;

    private readonly bool _isOutermost;

    private SendTurn(bool isOutermost) => _isOutermost = isOutermost;

    /// <summary>Begins a turn, or joins the one that has begun on this thread.</summary>
    public static SendTurn Begin()
    {
        bool isOutermost = !_isOpen;
        _isOpen = true;
        return new SendTurn(isOutermost);
    }

    /// <summary>Ends the turn: what waits is sent.</summary>
    public void Dispose()
    {
        if (!_isOutermost) return;
        try
        {
            if (_waiting is { Count: > 0 } waiting) Send(waiting);
        }
        finally
        {
            _isOpen = false;
        }
    }

    /// <summary>Has the queue send at the end of this thread's turn. False where there is none.</summary>
    internal static bool TryAdd(OutgoingQueue queue)
    {
        if (!_isOpen) return false;
        (_waiting ??= []).Add(queue);
        return true;
    }

    private static void Send(List<OutgoingQueue> waiting)
    {
        if (Environment.ProcessorCount > 1)
        {
            for (int i = MaxOnThisThread; i < waiting.Count; i++) ThreadPool.UnsafeQueueUserWorkItem(waiting[i], preferLocal: false);
            if (waiting.Count > MaxOnThisThread) waiting.RemoveRange(MaxOnThisThread, waiting.Count - MaxOnThisThread);
        }
        // Sending may have more to be sent.
        for (int i = 0; i < waiting.Count; i++) waiting[i].Send();
        waiting.Clear();
    }
}
