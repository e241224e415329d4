using System.Buffers;
using MessagePack;

namespace Notion.Sync.Protocol;

/// <summary>Turns frames into bytes: one MessagePack array each, every value in its shortest form.</summary>
public static class FrameWriter
{
    /// <summary>Appends the frame's bytes to the buffer.</summary>
    public static void Write(Frame frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(output);
        var writer = new MessagePackWriter(output);
        Write(ref writer, frame);
        writer.Flush();
    }

    /// <summary>Appends the bytes of a <see cref="ChangesFrame"/>, without one.</summary>
    internal static void WriteChanges(int channel, long batch, ReadOnlySpan<byte> update, IBufferWriter<byte> output)
    {
        var writer = new MessagePackWriter(output);
        WriteChanges(ref writer, channel, batch, update);
        writer.Flush();
    }

    /// <summary>The frame's bytes.</summary>
    public static byte[] ToArray(Frame frame)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        Write(frame, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(ref MessagePackWriter writer, Frame frame)
    {
        switch (frame)
        {
            case HelloFrame hello:
                Begin(ref writer, hello, 7);
                writer.Write(hello.MinVersion);
                writer.Write(hello.MaxVersion);
                WriteNames(ref writer, hello.Capabilities);
                WriteLimits(ref writer, hello.Limits);
                writer.Write(hello.ClientName);
                writer.Write(hello.Token);
                writer.Write(hello.ReplicaHint);
                break;
            case WelcomeFrame welcome:
                Begin(ref writer, welcome, 8);
                writer.Write(welcome.Version);
                WriteNames(ref writer, welcome.Capabilities);
                WriteLimits(ref writer, welcome.Limits);
                writer.Write(welcome.ServerName);
                writer.Write(welcome.SessionId);
                writer.Write(welcome.UserId);
                writer.Write(welcome.UserName);
                writer.Write(welcome.ExpiresInMilliseconds);
                break;
            case OpenFrame open:
                Begin(ref writer, open, open.CreateIn is null ? 3 : 4);
                writer.Write(open.Channel);
                WriteId(ref writer, open.Page);
                writer.Write(open.Version.Span);
                if (open.CreateIn is { } createIn) WriteId(ref writer, createIn);
                break;
            case OpenedFrame opened:
                Begin(ref writer, opened, 4);
                writer.Write(opened.Channel);
                writer.Write(opened.Version.Span);
                writer.Write(opened.Update.Span);
                writer.Write((int)opened.Access);
                break;
            case ChangesFrame changes:
                WriteChanges(ref writer, changes.Channel, changes.Batch, changes.Update.Span);
                break;
            case AckReceivedFrame ack:
                Begin(ref writer, ack, 2);
                writer.Write(ack.Channel);
                writer.Write(ack.Batch);
                break;
            case AckDurableFrame ack:
                Begin(ref writer, ack, 2);
                writer.Write(ack.Channel);
                writer.Write(ack.Batch);
                break;
            case RejectFrame reject:
                Begin(ref writer, reject, 5);
                writer.Write(reject.Channel);
                writer.Write(reject.Batch);
                writer.Write((int)reject.Code);
                writer.Write(reject.Retryable);
                writer.Write(reject.Message);
                break;
            case PresenceFrame presence:
                WritePresence(ref writer, presence);
                break;
            case ClosePageFrame close:
                Begin(ref writer, close, 1);
                writer.Write(close.Channel);
                break;
            case ErrorFrame error:
                Begin(ref writer, error, 3);
                writer.Write((int)error.Code);
                writer.Write(error.Message);
                if (error.Channel is { } channel) writer.Write(channel);
                else writer.WriteNil();
                break;
            case CloseFrame close:
                Begin(ref writer, close, 2);
                writer.Write((int)close.Code);
                writer.Write(close.Message);
                break;
            case PingFrame ping:
                Begin(ref writer, ping, 1);
                writer.Write(ping.Number);
                break;
            case PongFrame pong:
                Begin(ref writer, pong, 1);
                writer.Write(pong.Number);
                break;
            case FragmentFrame fragment:
                Begin(ref writer, fragment, 3);
                writer.Write(fragment.Assembly);
                writer.Write(fragment.Whole);
                writer.Write(fragment.Part.Span);
                break;
            case DeflatedFrame deflated:
                Begin(ref writer, deflated, 2);
                writer.Write(deflated.Size);
                writer.Write(deflated.Deflated.Span);
                break;
            default:
                WriteRest(ref writer, frame);
                break;
        }
    }

    /// <summary>What is neither about a page nor a wrapping.</summary>
    private static void WriteRest(ref MessagePackWriter writer, Frame frame)
    {
        switch (frame)
        {
            case CreditFrame credit:
                Begin(ref writer, credit, 2);
                writer.Write(credit.Batches);
                writer.Write(credit.Bytes);
                break;
            case TokenFrame token:
                Begin(ref writer, token, 1);
                writer.Write(token.Token);
                break;
            case TokenAcceptedFrame accepted:
                Begin(ref writer, accepted, 1);
                writer.Write(accepted.ExpiresInMilliseconds);
                break;
            case AccessFrame access:
                Begin(ref writer, access, 2);
                writer.Write(access.Channel);
                writer.Write((int)access.Access);
                break;
            case DrainFrame drain:
                Begin(ref writer, drain, 4);
                writer.Write((int)drain.Code);
                writer.Write(drain.GraceMilliseconds);
                writer.Write(drain.Address);
                writer.Write(drain.Message);
                break;
            case DigestFrame digest:
                Begin(ref writer, digest, 4);
                writer.Write(digest.Request);
                WriteId(ref writer, digest.Scope);
                writer.Write(digest.Depth);
                writer.Write(digest.Buckets.Span);
                break;
            case DigestAnswerFrame answer:
                Begin(ref writer, answer, 5);
                writer.Write(answer.Request);
                writer.Write(answer.Deeper.Span);
                writer.Write(answer.Listed.Span);
                writer.Write(answer.Pages.Span);
                writer.Write(answer.More);
                break;
            default:
                throw new ArgumentException($"{frame.GetType().Name} is no frame of this protocol.", nameof(frame));
        }
    }

    private static void Begin(ref MessagePackWriter writer, Frame frame, int fields)
    {
        writer.WriteArrayHeader(fields + 1);
        writer.Write((int)frame.Type);
    }

    private static void WriteChanges(ref MessagePackWriter writer, int channel, long batch, ReadOnlySpan<byte> update)
    {
        writer.WriteArrayHeader(4);
        writer.Write((int)FrameType.Changes);
        writer.Write(channel);
        writer.Write(batch);
        writer.Write(update);
    }

    private static void WriteId(ref MessagePackWriter writer, Guid id)
    {
        writer.WriteBinHeader(16);
        id.TryWriteBytes(writer.GetSpan(16), bigEndian: true, out _);
        writer.Advance(16);
    }

    private static void WritePresence(ref MessagePackWriter writer, PresenceFrame presence)
    {
        Begin(ref writer, presence, presence.Sender is null ? 2 : 5);
        writer.Write(presence.Channel);
        writer.Write(presence.Payload.Span);
        if (presence.Sender is not { } sender) return;
        writer.Write(sender.UserId);
        writer.Write(sender.UserName);
        writer.Write(sender.SessionId);
    }

    private static void WriteNames(ref MessagePackWriter writer, IReadOnlyList<string> names)
    {
        writer.WriteArrayHeader(names.Count);
        foreach (string name in names) writer.Write(name);
    }

    private static void WriteLimits(ref MessagePackWriter writer, PeerLimits limits)
    {
        writer.WriteArrayHeader(11);
        writer.Write(limits.MaxFrameBytes);
        writer.Write(limits.MaxOpenChannels);
        writer.Write(limits.MaxUnacknowledgedBatches);
        writer.Write(limits.MaxUnacknowledgedBytes);
        writer.Write(limits.MaxPresenceBytes);
        writer.Write(limits.IdleTimeoutMilliseconds);
        writer.Write(limits.MaxWholeBytes);
        writer.Write(limits.MaxAssemblies);
        writer.Write(limits.MaxPushedBatches);
        writer.Write(limits.MaxPushedBytes);
        writer.Write(limits.PresenceLifetimeMilliseconds);
    }
}
