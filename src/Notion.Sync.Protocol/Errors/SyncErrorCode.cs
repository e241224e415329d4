namespace Notion.Sync.Protocol;

/// <summary>
/// Every error, close and rejection code, with what to do about each. On a WebSocket the connection's close status is 4000 plus the code
/// (1000 for <see cref="None"/>).
/// </summary>
/// <remarks>
/// 1–99 end the connection, 100–199 end one channel (in an <see cref="ErrorFrame"/>) and leave the rest alone, 200–299 refuse one batch
/// (in a <see cref="RejectFrame"/>). Codes are never given a second meaning; a code that a reader does not know is treated as its group.
/// </remarks>
public enum SyncErrorCode
{
    /// <summary>Nothing is wrong: the peer is done. Nothing to do.</summary>
    None = 0,

    /// <summary>A frame is not MessagePack of the documented shape. Fix the sender; sending the same bytes again fails again.</summary>
    MalformedFrame = 1,

    /// <summary>A frame is larger than the receiver's limit. Send smaller batches; the limit stands in the handshake.</summary>
    FrameTooLarge = 2,

    /// <summary>A frame came in a state in which it is not allowed, such as anything before the hello. Follow the state diagrams in the specification.</summary>
    UnexpectedFrame = 3,

    /// <summary>A frame that only the other side may send. Check that a client is not talking to a client, or a server to a server.</summary>
    WrongDirection = 4,

    /// <summary>No hello came in time. Send it as soon as the connection is open.</summary>
    HandshakeTimeout = 5,

    /// <summary>The two sides have no protocol version in common. Update the older one.</summary>
    VersionNotSupported = 6,

    /// <summary>The hello had no token. Sign in and connect with the token.</summary>
    AuthenticationRequired = 7,

    /// <summary>The token is wrong or expired. Sign in again and connect with the new token.</summary>
    AuthenticationFailed = 8,

    /// <summary>Nothing was heard from the peer for too long. Connect again, and answer pings.</summary>
    IdleTimeout = 9,

    /// <summary>A channel number was used before. Number channels upwards; a number serves once in a connection.</summary>
    ChannelInUse = 10,

    /// <summary>The frame names a channel that was never opened. Open the page first.</summary>
    UnknownChannel = 11,

    /// <summary>More batches, or more bytes of them, wait for their durable acknowledgement than allowed. Wait for acknowledgements before sending more.</summary>
    TooManyUnacknowledged = 12,

    /// <summary>A batch id is not above the one before it. Number batches upwards within a connection.</summary>
    BatchOutOfOrder = 13,

    /// <summary>A presence payload is over the limit. Send a cursor, not a document.</summary>
    PresenceTooLarge = 14,

    /// <summary>The peer did not read what was sent to it, and its queue is full. Connect again; the page resumes from the version you have.</summary>
    SlowReader = 15,

    /// <summary>The server is stopping. Connect again after a short, random wait; what was not yet durable is sent again.</summary>
    ServerShuttingDown = 16,

    /// <summary>The server has no room for more connections. Connect again later, with growing waits.</summary>
    ServerOverloaded = 17,

    /// <summary>The receiver failed for a reason of its own. Connect again; if it happens again, look at its log.</summary>
    InternalError = 18,

    /// <summary>An acknowledgement or rejection names a batch that was not sent. Fix the server.</summary>
    UnknownBatch = 19,

    /// <summary>The server sent an update that the document refuses. Nothing of it was applied; fix the server.</summary>
    InvalidServerUpdate = 20,

    /// <summary>The session was ended by the server, for instance because its user signed out. Sign in again.</summary>
    SessionEnded = 21,

    /// <summary>The token's time was over, and no fresh one came. Connect again with a fresh token.</summary>
    TokenExpired = 22,

    /// <summary>The server pushed changes for which it had no credit. Fix the server.</summary>
    CreditExceeded = 23,

    /// <summary>A deflated frame is larger than allowed when inflated, or grows more than 100-fold. Send it as it is, or in smaller batches.</summary>
    InflateLimit = 24,

    /// <summary>Fragments make up more than allowed, or more assemblies are under way than allowed. Keep to limits 7 and 8 of the handshake.</summary>
    FragmentLimit = 25,

    /// <summary>Frames came faster than the server serves them. Send fewer pings, presences and opens.</summary>
    TooManyFrames = 26,

    /// <summary>The user, or the address that the connection comes from, has as many connections as it may. Close one, or connect again later.</summary>
    TooManyConnections = 27,

    /// <summary>There is no such page. Check the id; create the page first.</summary>
    UnknownPage = 100,

    /// <summary>The user may not read the page. Ask its owner for access.</summary>
    AccessDenied = 101,

    /// <summary>The version vector in the open frame does not decode. Send what <c>VersionVector.Encode</c> writes.</summary>
    MalformedVersion = 102,

    /// <summary>The page could not be loaded just now. Open it again later, with growing waits.</summary>
    PageUnavailable = 103,

    /// <summary>The connection has as many open channels as it may. Close one first.</summary>
    TooManyChannels = 104,

    /// <summary>What the peer lacks of the page is larger than it accepts, in fragments too. Raise the peer's limits.</summary>
    PageTooLarge = 105,

    /// <summary>The room of the page was closed under the channel. Open the page again.</summary>
    PageEvicted = 106,

    /// <summary>The page is already open on another channel of this connection. Use that channel, or close it first.</summary>
    PageAlreadyOpen = 107,

    /// <summary>More changes wait for the client than the server holds for it. Open the page again: the answer has them in one piece.</summary>
    FellBehind = 108,

    /// <summary>The user may read the page but not change it. Ask its owner for access; the batch is dropped.</summary>
    ReadOnly = 200,

    /// <summary>The batch's bytes are no update, or refer to what cannot exist. The batch is dropped; sending it again fails again.</summary>
    InvalidUpdate = 201,

    /// <summary>The batch's timestamp lies too far in the future. Set the device's clock; the batch is dropped.</summary>
    ClockDrift = 202,

    /// <summary>Another change with the same id exists: two writers use one replica id. Take a fresh replica id and make the edit again.</summary>
    ReplicaConflict = 203,

    /// <summary>The batch would take the page or the workspace over a limit or quota. Make room first; the batch is dropped.</summary>
    QuotaExceeded = 204,

    /// <summary>The batch depends on changes that the server lacks. Open the page again: the answer says what to send.</summary>
    MissingDependencies = 205,

    /// <summary>The store could not commit the batch just now. Send it again later, with growing waits.</summary>
    StoreUnavailable = 206,

    /// <summary>The application's rules refuse the change. The batch is dropped; show the message to the user.</summary>
    ValidationFailed = 207,

    /// <summary>The change names another author than the user who is signed in. Leave the author to the signed-in user; the batch is dropped.</summary>
    AuthorMismatch = 208,

    /// <summary>The edit was made on a document that was replaced after a rejection. Take <see cref="SyncedDocument.Document"/> afresh and make the edit again. Never sent: it arises in the client.</summary>
    StaleDocument = 209,

    /// <summary>The page was compacted, and some of what was not sent could not be carried over. The rest was. Never sent: it arises in the client.</summary>
    PageCompacted = 210,
}
