using Notion.Sync.Protocol;

namespace Notion.Sync.Simulation.Networks;

/// <summary>What the outgoing queue of a real connection makes of frames: messages, deflated and in fragments where the two sides agreed on it.</summary>
internal sealed class Wire(LinkEnd end)
{
    private int _lastAssembly;

    public void Send(Frame frame, FrameWrapping? wrapping)
    {
        byte[] bytes = FrameWriter.ToArray(frame);
        if (wrapping is null || frame is HelloFrame or WelcomeFrame or CloseFrame)
        {
            end.Send(bytes);
            return;
        }
        bytes = wrapping.TryDeflate(bytes) ?? bytes;
        if (bytes.Length <= wrapping.MaxMessageBytes)
        {
            end.Send(bytes);
            return;
        }
        _lastAssembly++;
        for (int at = 0; at < bytes.Length; at += wrapping.MaxPartBytes)
            end.Send(FrameWriter.ToArray(new FragmentFrame(_lastAssembly, bytes.Length, bytes.AsMemory(at, Math.Min(wrapping.MaxPartBytes, bytes.Length - at)))));
    }
}
