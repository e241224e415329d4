namespace Notion.Sync.Protocol;

/// <summary>Whoever runs a <see cref="ServerSession"/> and passes it what the host answers: a <see cref="SyncServerConnection"/>, or a simulation.</summary>
internal interface ISessionGuard
{
    /// <summary>Names the connection.</summary>
    string SessionId { get; }

    /// <summary>Who is signed in; null before that.</summary>
    SyncIdentity? Identity { get; }

    /// <summary>Whether both sides have a capability.</summary>
    /// <param name="capability">One of <see cref="Capability"/>.</param>
    bool Has(string capability) => false;

    /// <summary>Calls the session, with nobody else in it, and has what comes out of it sent.</summary>
    /// <param name="arguments">What the answer needs, so that it need not capture anything.</param>
    /// <param name="answer">The call.</param>
    void Answer<T>(T arguments, Action<ServerSession, T> answer);

    /// <summary>Sends changes of others: the answer that is given most.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="update">The update.</param>
    void Push(int channel, ReadOnlyMemory<byte> update) =>
        Answer((channel, update), static (session, a) => session.PushChanges(a.channel, a.update));
}
