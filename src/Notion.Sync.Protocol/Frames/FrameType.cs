namespace Notion.Sync.Protocol;

/// <summary>The first element of every frame. Types that a reader does not know are skipped.</summary>
public enum FrameType
{
    /// <summary>Never sent.</summary>
    None = 0,

    /// <summary>Client to server, first: who is there and what it speaks.</summary>
    Hello = 1,

    /// <summary>Server to client: the hello was accepted.</summary>
    Welcome = 2,

    /// <summary>Client to server: open a page on a channel.</summary>
    Open = 3,

    /// <summary>Server to client: the page is open; here is what you lack.</summary>
    Opened = 4,

    /// <summary>Both ways: changes of a page.</summary>
    Changes = 5,

    /// <summary>Server to client: a batch was accepted in memory.</summary>
    AckReceived = 6,

    /// <summary>Server to client: a batch was committed.</summary>
    AckDurable = 7,

    /// <summary>Server to client: a batch was refused.</summary>
    Reject = 8,

    /// <summary>Both ways: cursors and the like, never stored.</summary>
    Presence = 9,

    /// <summary>Client to server: the channel is no longer needed.</summary>
    ClosePage = 10,

    /// <summary>Server to client: a channel was closed or refused.</summary>
    Error = 11,

    /// <summary>Both ways, last: why the connection ends.</summary>
    Close = 12,

    /// <summary>Both ways: are you there?</summary>
    Ping = 13,

    /// <summary>Both ways: the answer to a ping.</summary>
    Pong = 14,

    /// <summary>Both ways: a piece of a large frame.</summary>
    Fragment = 15,

    /// <summary>Both ways: a frame, compressed.</summary>
    Deflated = 16,

    /// <summary>Client to server: push more.</summary>
    Credit = 17,

    /// <summary>Client to server: a fresh token.</summary>
    Token = 18,

    /// <summary>Server to client: the fresh token is good.</summary>
    TokenAccepted = 19,

    /// <summary>Server to client: what the user may do with a page has changed.</summary>
    Access = 20,

    /// <summary>Server to client: go elsewhere.</summary>
    Drain = 21,

    /// <summary>Client to server: which buckets of pages differ?</summary>
    Digest = 22,

    /// <summary>Server to client: these, and here are their pages.</summary>
    DigestAnswer = 23,
}
