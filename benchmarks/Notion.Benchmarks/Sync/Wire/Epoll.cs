using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Notion.Benchmarks.Sync;

/// <summary>
/// Linux's epoll, and reads and writes that never wait. One thread carries all clients of a run with it, so that the generator costs little, has one clock
/// and needs no locks.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    private const int MaxEvents = 512;
    private const int Add = 1;
    private const int Remove = 2;
    private const int Modify = 3;
    private const uint In = 1;
    private const uint Out = 4;
    private const int NoSignal = 0x4000;
    private const int TryAgain = 11;
    private const int Interrupted = 4;

    // The kernel packs this structure on x64 only.
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataAt = Stride - 8;

    private readonly byte[] _events = new byte[MaxEvents * Stride];
    private readonly SafeFileHandle _handle = new(Create(0), ownsHandle: true);

    /// <summary>Waits until some socket has something, or the time is over.</summary>
    /// <returns>How many events there are.</returns>
    public int Wait(int milliseconds) => Math.Max(0, Wait(_handle, ref _events[0], MaxEvents, milliseconds));

    /// <summary>One of the events of the last wait.</summary>
    public (int Socket, bool CanWrite, bool CanRead) this[int index]
    {
        get
        {
            Span<byte> item = _events.AsSpan(index * Stride, Stride);
            uint flags = BinaryPrimitives.ReadUInt32LittleEndian(item);
            // Errors and hang-ups are told by the next read.
            return (BinaryPrimitives.ReadInt32LittleEndian(item[DataAt..]), (flags & Out) != 0, (flags & ~Out) != 0);
        }
    }

    public void Watch(int socket) => Control(Add, socket, In);

    public void WatchWrites(int socket, bool on) => Control(Modify, socket, on ? In | Out : In);

    public void Forget(int socket) => Control(Remove, socket, 0);

    /// <returns>Bytes read; 0 at the end; -1 when there is nothing now; -2 when the connection is broken.</returns>
    public static int Read(int socket, Span<byte> buffer) => Outcome((int)Receive(socket, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length, 0));

    /// <returns>Bytes written; -1 when there is no room now; -2 when the connection is broken.</returns>
    public static int Write(int socket, ReadOnlySpan<byte> bytes) => Outcome((int)Send(socket, ref MemoryMarshal.GetReference(bytes), (nuint)bytes.Length, NoSignal));

    public void Dispose() => _handle.Dispose();

    private static int Outcome(int result) => result >= 0 ? result : Marshal.GetLastPInvokeError() is TryAgain or Interrupted ? -1 : -2;

    private void Control(int operation, int socket, uint flags)
    {
        Span<byte> item = stackalloc byte[Stride];
        item.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(item, flags);
        BinaryPrimitives.WriteInt32LittleEndian(item[DataAt..], socket);
        if (Control(_handle, operation, socket, ref item[0]) != 0) throw new IOException($"epoll_ctl failed with error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle epoll, int operation, int socket, ref byte item);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int Wait(SafeFileHandle epoll, ref byte items, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int socket, ref byte buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int socket, ref byte buffer, nuint length, int flags);
}
