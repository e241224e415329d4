namespace Notion.Sync.Protocol;

/// <summary>What a <see cref="SyncErrorCode"/> means for people, for a WebSocket, and for whoever thinks of trying again.</summary>
public static class SyncErrors
{
    /// <summary>The first WebSocket close status used: the status is this plus the code.</summary>
    public const int WebSocketCloseBase = 4000;

    /// <summary>The WebSocket close status for a code: 1000 for <see cref="SyncErrorCode.None"/>, else 4000 plus the code.</summary>
    public static int ToWebSocketStatus(SyncErrorCode code) => code == SyncErrorCode.None ? 1000 : WebSocketCloseBase + (int)code;

    /// <summary>The code behind a WebSocket close status; null where the status is not one of this protocol's.</summary>
    public static SyncErrorCode? FromWebSocketStatus(int status) => status switch
    {
        1000 => SyncErrorCode.None,
        > WebSocketCloseBase and < WebSocketCloseBase + 1000 => (SyncErrorCode)(status - WebSocketCloseBase),
        _ => null,
    };

    /// <summary>
    /// Whether connecting, opening or sending again, without anybody changing anything, can help. A client that gets a code for which this is
    /// false stops and says so instead of hammering the server.
    /// </summary>
    public static bool IsRetryable(SyncErrorCode code) => code switch
    {
        SyncErrorCode.VersionNotSupported or SyncErrorCode.AuthenticationRequired or SyncErrorCode.AuthenticationFailed
            or SyncErrorCode.SessionEnded => false,
        SyncErrorCode.PageUnavailable or SyncErrorCode.PageEvicted or SyncErrorCode.FellBehind => true,
        SyncErrorCode.MissingDependencies or SyncErrorCode.StoreUnavailable => true,
        _ => (int)code < 100,
    };

    /// <summary>Whether an edit that was refused with the code can succeed when somebody makes the same edit again later: once the user may write, the clock is right, or there is room.</summary>
    public static bool CanBeMadeAgain(SyncErrorCode code) => code is SyncErrorCode.ReadOnly or SyncErrorCode.ClockDrift or SyncErrorCode.ReplicaConflict
        or SyncErrorCode.QuotaExceeded or SyncErrorCode.StaleDocument or SyncErrorCode.PageCompacted;

    /// <summary>One or two sentences: what happened, and what to do.</summary>
    public static string Describe(SyncErrorCode code) => code switch
    {
        SyncErrorCode.None => "The connection was closed in good order.",
        SyncErrorCode.MalformedFrame => "A frame is not MessagePack of the documented shape. Fix the sender: the same bytes fail again.",
        SyncErrorCode.FrameTooLarge => "A frame is larger than the receiver's limit. Send smaller batches; the limit stands in the handshake.",
        SyncErrorCode.UnexpectedFrame => "This frame is not allowed in the connection's present state. Follow the state diagrams in the specification.",
        SyncErrorCode.WrongDirection => "Only the other side may send this frame. Check that the two ends are a client and a server.",
        SyncErrorCode.HandshakeTimeout => "No hello came in time. Send it as soon as the connection is open.",
        SyncErrorCode.VersionNotSupported => "The two sides have no protocol version in common. Update the older one.",
        SyncErrorCode.AuthenticationRequired => "The hello had no token. Sign in and connect with the token.",
        SyncErrorCode.AuthenticationFailed => "The token is wrong or expired. Sign in again and connect with the new token.",
        SyncErrorCode.IdleTimeout => "Nothing was heard from the peer for too long. Connect again, and answer pings.",
        SyncErrorCode.ChannelInUse => "The channel number is not above the one before it. Number channels upwards; a number serves once in a connection.",
        SyncErrorCode.UnknownChannel => "The channel was never opened. Open the page first.",
        SyncErrorCode.TooManyUnacknowledged => "Too much waits for its durable acknowledgement. Wait for acknowledgements before sending more.",
        SyncErrorCode.BatchOutOfOrder => "The batch id is not above the one before it. Number batches upwards within a connection.",
        SyncErrorCode.PresenceTooLarge => "The presence payload is over the limit. Send a cursor, not a document.",
        SyncErrorCode.SlowReader => "The peer did not read what was sent to it. Connect again: the page resumes from the version you have.",
        SyncErrorCode.ServerShuttingDown => "The server is stopping. Connect again after a short, random wait.",
        SyncErrorCode.ServerOverloaded => "The server has no room for more connections. Connect again later, with growing waits.",
        SyncErrorCode.InternalError => "The receiver failed for a reason of its own. Connect again; if it happens again, look at its log.",
        SyncErrorCode.UnknownBatch => "The acknowledgement names a batch that was not sent. Fix the server.",
        SyncErrorCode.InvalidServerUpdate => "The server sent an update that the document refuses; nothing of it was applied. Fix the server.",
        SyncErrorCode.SessionEnded => "The server ended the session. Sign in again.",
        SyncErrorCode.TokenExpired => "The token's time is over. Connect again with a fresh token.",
        SyncErrorCode.CreditExceeded => "The server pushed changes for which it had no credit. Fix the server.",
        SyncErrorCode.InflateLimit => "The deflated frame is larger than allowed when inflated. Send it as it is, or in smaller batches.",
        SyncErrorCode.FragmentLimit => "The fragments make up more than allowed, or too many frames are under way in fragments. Keep to the limits of the handshake.",
        SyncErrorCode.TooManyConnections => "There are as many connections from this user, or this address, as there may be. Close one, or connect again later.",
        SyncErrorCode.TooManyFrames => "Frames came faster than the server serves them. Send fewer pings, presences and opens.",
        SyncErrorCode.UnknownPage => "There is no such page. Check the id, or create the page first.",
        SyncErrorCode.AccessDenied => "You may not read this page. Ask its owner for access.",
        SyncErrorCode.MalformedVersion => "The version vector does not decode. Send it as the specification says.",
        SyncErrorCode.PageUnavailable => "The page could not be loaded just now. Open it again later.",
        SyncErrorCode.TooManyChannels => "The connection has as many open channels as it may. Close one first.",
        SyncErrorCode.PageTooLarge => "What the peer lacks of the page is larger than it accepts, in fragments too. Raise the peer's limits.",
        SyncErrorCode.PageEvicted => "The page was closed by the server. Open it again.",
        SyncErrorCode.PageAlreadyOpen => "The page is already open on another channel of this connection. Use that channel, or close it first.",
        SyncErrorCode.FellBehind => "More changes wait for you than the server holds. Open the page again: the answer has them in one piece.",
        SyncErrorCode.ReadOnly => "You may read this page but not change it. Ask its owner for access.",
        SyncErrorCode.InvalidUpdate => "The bytes are no update, or refer to what cannot exist. Sending them again fails again.",
        SyncErrorCode.ClockDrift => "The change's timestamp lies too far in the future. Set the device's clock.",
        SyncErrorCode.ReplicaConflict => "Another change has the same id: two writers use one replica id. Take a fresh one and make the edit again.",
        SyncErrorCode.QuotaExceeded => "The change would take the page or the workspace over a limit. Make room first.",
        SyncErrorCode.MissingDependencies => "The change depends on others that the server lacks. Open the page again: the answer says what to send.",
        SyncErrorCode.StoreUnavailable => "The store could not commit the change just now. Send it again later.",
        SyncErrorCode.ValidationFailed => "The application's rules refuse the change.",
        SyncErrorCode.AuthorMismatch => "The change names another author than the signed-in user. Leave the author to the signed-in user.",
        SyncErrorCode.PageCompacted => "The page was compacted, and some of what was not sent has no place in it any more.",
        SyncErrorCode.StaleDocument => "The edit was made on a document that has been replaced. Take the current one and make the edit again.",
        _ => $"Code {(int)code}, which this version does not know. Update it to learn more.",
    };
}
