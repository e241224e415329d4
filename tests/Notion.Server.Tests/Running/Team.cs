using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Running;

/// <summary>A user with a workspace, a page in it, and as many sockets on the page as a test wants.</summary>
internal sealed class Team : IDisposable
{
    private readonly List<RawSocket> _sockets = [];

    private Team(Api api, Guid workspace, Guid page)
    {
        Api = api;
        Workspace = workspace;
        Page = page;
    }

    public Api Api { get; }

    public Guid Workspace { get; }

    public Guid Page { get; }

    public static async Task<Team> GatherAsync(Uri server)
    {
        Api api = await Api.SignUpAsync(server);
        Guid workspace = await api.CreateWorkspaceAsync();
        return new Team(api, workspace, await api.CreatePageAsync(workspace));
    }

    /// <summary>A signed-in socket with the page open on channel 1.</summary>
    public async Task<RawSocket> ConnectAsync(Uri? address = null)
    {
        RawSocket socket = await RawSocket.SignInAsync(address ?? Api.Address, Api.Token!);
        _sockets.Add(socket);
        await socket.OpenAsync(Page);
        return socket;
    }

    /// <summary>The page as somebody who opens it now gets it.</summary>
    public async Task<Document> ReadAsync(Uri? address = null)
    {
        using RawSocket socket = await RawSocket.SignInAsync(address ?? Api.Address, Api.Token!);
        OpenedFrame opened = await socket.OpenAsync(Page);
        var document = new Document(ReplicaId.Create());
        document.Apply(opened.Update.Span);
        return document;
    }

    public void Dispose()
    {
        foreach (RawSocket socket in _sockets) socket.Dispose();
        Api.Dispose();
    }
}
