namespace Notion.Sync.Protocol;

/// <summary>One message of the protocol. <see cref="FrameWriter"/> and <see cref="FrameReader"/> turn it into bytes and back.</summary>
/// <remarks>
/// Frames that were read own their bytes: payloads are copies, stay valid and must not be changed. Payloads compare by reference, so
/// compare the encoded bytes where two frames are to be equal.
/// </remarks>
public abstract record Frame
{
    private protected Frame()
    {
    }

    /// <summary>The frame's first element.</summary>
    public abstract FrameType Type { get; }
}
