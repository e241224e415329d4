using System.Runtime.ExceptionServices;

namespace Notion.Sync.Protocol;

/// <summary>
/// Runs an application's event handler from one of the client's loops. What it throws must not end the loop, nor be swallowed: it surfaces as an
/// unhandled exception on its own, as that of an <c>async void</c> method would.
/// </summary>
internal static class HandlerFailure
{
    public static void Surface(Action handler)
    {
        try
        {
            handler();
        }
        catch (Exception error)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static thrown => thrown.Throw(), ExceptionDispatchInfo.Capture(error), preferLocal: false);
        }
    }
}
