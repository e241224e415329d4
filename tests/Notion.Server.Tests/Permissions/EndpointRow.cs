using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Permissions;

/// <summary>What one endpoint takes, and a request that changes as little as can be where it is let in.</summary>
/// <param name="Need">What it takes.</param>
/// <param name="Path">The request's path, for a page or a workspace.</param>
/// <param name="Body">The request's body; null for none.</param>
internal sealed record EndpointRow(EndpointRow.Needs Need, Func<Guid, string> Path, Func<Guid, object>? Body = null)
{
    /// <summary>A visitor's token is one here.</summary>
    public bool Visitors { get; init; }

    /// <summary>Asked only by those who are not let in: it would end what the test lives on.</summary>
    public bool OnlyRefused { get; init; }

    /// <summary>What the owner has to do after a request that was let in, so that the next finds the page as it was.</summary>
    public string? Undo { get; init; }

    public abstract record Needs
    {
        /// <summary>Nothing.</summary>
        public sealed record Nothing : Needs;

        public sealed record SignedIn : Needs;

        public sealed record Role(WorkspaceRole Least) : Needs;

        /// <summary>A level on the page, as it lies now.</summary>
        public sealed record Level(PageAccess Least) : Needs;

        /// <summary>To see the page outside the trash.</summary>
        public sealed record Copy : Needs;

        /// <summary>Edit access, in the trash or not.</summary>
        public sealed record Restore : Needs;

        /// <summary>Full access, in the trash or not.</summary>
        public sealed record Delete : Needs;
    }
}
