using Microsoft.Extensions.Options;
using Notion.Crdt;
using Notion.Server.Nodes;
using Notion.Server.Store;
using Notion.Server.Store.Sql;

namespace Notion.Server.Rooms;

/// <summary>What every room needs.</summary>
internal sealed class RoomServices(IPageLog log, LogTruncation truncation, INodeBus nodes, IOptions<NotionServerOptions> options, TimeProvider time, ILogger<Room> logger)
{
    public IPageLog Log => log;

    public LogTruncation Truncation => truncation;

    public INodeBus Nodes => nodes;

    public NotionServerOptions Options { get; } = options.Value;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    public DocumentOptions DocumentOptions { get; } = new() { TimeProvider = time };
}
