using Notion.Crdt;
using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Claims;

namespace Notion.Sync.Simulation.Runs;

/// <summary>Frames as lines of a printed trace.</summary>
internal static class FrameText
{
    public static string Of(Frame frame) => frame switch
    {
        HelloFrame hello => $"hello {hello.Token}",
        WelcomeFrame welcome => $"welcome {welcome.SessionId}",
        OpenFrame open => $"open {open.Channel} {Version(open.Version)}",
        OpenedFrame opened => $"opened {opened.Channel} {opened.Access} committed {Version(opened.Version)} with {Update(opened.Update)}",
        ChangesFrame changes => $"changes {changes.Channel} batch {changes.Batch} {Update(changes.Update)}",
        AckReceivedFrame ack => $"received {ack.Channel} batch {ack.Batch}",
        AckDurableFrame ack => $"durable {ack.Channel} batch {ack.Batch}",
        RejectFrame reject => $"reject {reject.Channel} batch {reject.Batch} {reject.Code}{(reject.Retryable ? ", retryable" : "")}: {reject.Message}",
        ClosePageFrame close => $"close page {close.Channel}",
        ErrorFrame error => $"error {error.Channel} {error.Code}",
        CloseFrame close => $"close {close.Code}: {close.Message}",
        _ => frame.Type.ToString(),
    };

    public static string Update(ReadOnlyMemory<byte> update) =>
        $"{(PageBytes.IsSnapshot(update.Span) ? "snapshot" : "update")} of {update.Length} bytes [{string.Join(' ', Tokens.In(update.Span))}]";

    private static string Version(ReadOnlyMemory<byte> bytes) => VersionVector.TryDecode(bytes.Span, out VersionVector version) ? version.ToString() : "?";
}
