using Notion.Sync.Protocol;

namespace Notion.Sync.Simulation.Clients;

/// <summary>One write in a client's store.</summary>
/// <param name="Page">The page.</param>
/// <param name="Write">What was written.</param>
/// <param name="FirstId">The id of the first row that was added.</param>
internal sealed record ClientTransaction(Guid Page, StoreWrite Write, long FirstId);
