using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Notion.Sync.Protocol;

/// <summary>
/// Undoes what was done to frames on their way: puts fragments together, inflates. One for each session, for what comes in.
/// </summary>
/// <remarks>
/// Trusts nothing: memory is taken for what has come and not for what is announced, inflating stops at the size announced, and both have a limit
/// (<see cref="SyncLimits.MaxWholeBytes"/>, <see cref="SyncLimits.MaxAssemblies"/>, <see cref="DeflatedFrame.MaxRatio"/>). Nesting ends after two steps: a fragment
/// never holds fragments, nor a deflated frame another wrapping.
/// </remarks>
internal sealed class FrameUnwrapper(SyncLimits limits)
{
    private readonly Dictionary<int, Assembly> _assemblies = [];
    private int _last;
    private long _announced;

    /// <summary>Takes a wrapping.</summary>
    /// <param name="frame">A fragment or a deflated frame.</param>
    /// <param name="inner">The frame that it completes or holds; null where there is none (yet), or where its type is not known.</param>
    /// <param name="problem">The sentence, where something is wrong.</param>
    /// <returns>What is wrong; <see cref="SyncErrorCode.None"/> where nothing is.</returns>
    public SyncErrorCode Unwrap(Frame frame, out Frame? inner, out string? problem)
    {
        inner = null;
        problem = null;
        if (frame is FragmentFrame fragment)
        {
            SyncErrorCode code = Add(fragment, out Assembly? whole, ref problem);
            if (code != SyncErrorCode.None || whole is null) return code;
            if (!TryRead(whole.Bytes, out inner, ref problem)) return SyncErrorCode.MalformedFrame;
        }
        else
        {
            inner = frame;
        }
        if (inner is DeflatedFrame deflated)
        {
            SyncErrorCode code = Inflate(deflated, out byte[] bytes, ref problem);
            if (code != SyncErrorCode.None) return code;
            if (!TryRead(bytes, out inner, ref problem)) return SyncErrorCode.MalformedFrame;
        }
        if (inner is not (HelloFrame or WelcomeFrame or CloseFrame or FragmentFrame or DeflatedFrame)) return SyncErrorCode.None;
        problem = $"{inner.Type} came inside another frame. Send it as it is.";
        return SyncErrorCode.MalformedFrame;
    }

    private SyncErrorCode Add(FragmentFrame fragment, out Assembly? whole, ref string? problem)
    {
        whole = null;
        if (!_assemblies.TryGetValue(fragment.Assembly, out Assembly? assembly))
        {
            if (fragment.Assembly <= _last)
            {
                problem = "A fragment belongs to no frame that is under way. Number frames in fragments upwards, and send no more of one than it has.";
                return SyncErrorCode.MalformedFrame;
            }
            if (_assemblies.Count >= limits.MaxAssemblies || _announced + fragment.Whole > Math.Max(limits.MaxWholeBytes, limits.MaxFrameBytes)) return SyncErrorCode.FragmentLimit;
            _last = fragment.Assembly;
            _announced += fragment.Whole;
            _assemblies.Add(fragment.Assembly, assembly = new Assembly(fragment.Whole));
        }
        if (fragment.Whole != assembly.Whole || fragment.Part.IsEmpty || fragment.Part.Length > assembly.Whole - assembly.Length)
        {
            problem = "A fragment is empty, or does not fit the frame that it is a part of. Send the bytes of a frame in order, each once.";
            return SyncErrorCode.MalformedFrame;
        }
        assembly.Add(fragment.Part.Span);
        if (assembly.Length < assembly.Whole) return SyncErrorCode.None;
        _assemblies.Remove(fragment.Assembly);
        _announced -= assembly.Whole;
        whole = assembly;
        return SyncErrorCode.None;
    }

    private SyncErrorCode Inflate(DeflatedFrame frame, out byte[] bytes, ref string? problem)
    {
        bytes = [];
        if (frame.Size > Math.Max(limits.MaxWholeBytes, limits.MaxFrameBytes) || frame.Size > (long)frame.Deflated.Length * DeflatedFrame.MaxRatio) return SyncErrorCode.InflateLimit;
        bytes = new byte[frame.Size];
        MemoryMarshal.TryGetArray(frame.Deflated, out ArraySegment<byte> deflated);
        using var source = new MemoryStream(deflated.Array!, deflated.Offset, deflated.Count, writable: false);
        using var inflate = new DeflateStream(source, CompressionMode.Decompress);
        try
        {
            if (inflate.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length && inflate.ReadByte() < 0) return SyncErrorCode.None;
            problem = "A deflated frame does not inflate to the size that it announces. Fix the sender.";
        }
        catch (InvalidDataException)
        {
            problem = "A deflated frame is not raw deflate. Send RFC 1951 without a header.";
        }
        return SyncErrorCode.MalformedFrame;
    }

    private bool TryRead(ReadOnlyMemory<byte> bytes, out Frame? frame, ref string? problem) =>
        FrameReader.TryRead(new ReadOnlySequence<byte>(bytes), limits, out frame, out problem) != FrameReadStatus.Invalid;

    /// <summary>A frame whose fragments are coming in.</summary>
    private sealed class Assembly(int whole)
    {
        private const int FirstCapacity = 4096;

        private byte[] _bytes = [];

        public int Whole => whole;

        public int Length { get; private set; }

        public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

        public void Add(ReadOnlySpan<byte> part)
        {
            int needed = Length + part.Length;
            if (needed > _bytes.Length) Array.Resize(ref _bytes, (int)Math.Min(whole, Math.Max(Math.Max(needed, FirstCapacity), 2L * _bytes.Length)));
            part.CopyTo(_bytes.AsSpan(Length));
            Length = needed;
        }
    }
}
