using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>Something that a <see cref="ServerSession"/> wants its host to do.</summary>
public abstract record ServerEffect
{
    private ServerEffect()
    {
    }

    /// <summary>Check the token, then answer <see cref="ServerSession.Authenticated"/> or <see cref="ServerSession.Close"/>.</summary>
    /// <param name="Hello">The client's hello; its token is not empty.</param>
    public sealed record Authenticate(HelloFrame Hello) : ServerEffect;

    /// <summary>Open a page, then answer <see cref="ServerSession.PageOpened"/> or <see cref="ServerSession.ClosePage"/>.</summary>
    /// <param name="Channel">Stands for the page in all that follows.</param>
    /// <param name="Page">The page.</param>
    /// <param name="Version">What the client has.</param>
    public sealed record OpenPage(int Channel, Guid Page, VersionVector Version) : ServerEffect
    {
        /// <summary>Where to create the page if there is none such and the user may: a workspace or a page; null: nowhere.</summary>
        public Guid? CreateIn { get; init; }
    }

    /// <summary>
    /// Take changes of a client that may write, then answer <see cref="ServerSession.ChangesReceived"/>, <see cref="ServerSession.ChangesDurable"/>
    /// or <see cref="ServerSession.ChangesRejected"/>.
    /// </summary>
    /// <param name="Channel">The page's channel.</param>
    /// <param name="Batch">Names the batch in the answers.</param>
    /// <param name="Update">The update, unchecked; the bytes stay valid and must not be changed.</param>
    public sealed record SubmitChanges(int Channel, long Batch, ReadOnlyMemory<byte> Update) : ServerEffect;

    /// <summary>Pass presence on to the page's other readers.</summary>
    /// <param name="Channel">The page's channel.</param>
    /// <param name="Payload">Opaque; empty when the sender takes its presence back.</param>
    public sealed record UpdatePresence(int Channel, ReadOnlyMemory<byte> Payload) : ServerEffect;

    /// <summary>Check a fresh token, then answer <see cref="ServerSession.TokenRefreshed"/>.</summary>
    /// <param name="Token">The token; not empty.</param>
    public sealed record RefreshToken(string Token) : ServerEffect;

    /// <summary>List the pages that the user may open, then answer <see cref="ServerSession.PagesListed"/>.</summary>
    /// <param name="Request">Names the request in the answer.</param>
    /// <param name="Scope">Which pages are meant; <see cref="Guid.Empty"/> for all.</param>
    public sealed record ListPages(int Request, Guid Scope) : ServerEffect;

    /// <summary>The channel is closed: by the client, by the host or with the connection. Comes exactly once for each <see cref="OpenPage"/>.</summary>
    /// <param name="Channel">The channel.</param>
    public sealed record PageClosed(int Channel) : ServerEffect;
}
