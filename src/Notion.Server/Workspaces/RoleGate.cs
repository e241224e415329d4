using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Problems;
using Notion.Server.Store;

namespace Notion.Server.Workspaces;

/// <summary>Lets the asker into a workspace's endpoints by their role.</summary>
internal static class RoleGate
{
    /// <param name="workspaces">The store.</param>
    /// <param name="workspaceId">Where to.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="least">The role that it takes.</param>
    /// <param name="otherwise">What to tell those whose role is lower.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The membership, or the answer that refuses; one of the two.</returns>
    public static async Task<(WorkspaceMembership? Membership, ProblemHttpResult? Refusal)> EnterAsync(
        this IWorkspaceStore workspaces, Guid workspaceId, Caller caller, WorkspaceRole least, string otherwise, CancellationToken cancellation)
    {
        if (await workspaces.FindAsync(workspaceId, caller.UserId, cancellation) is not { } membership) return (null, Problem.NoSuchWorkspace());
        return membership.Role >= least ? (membership, null) : (null, Problem.RoleTooLow(otherwise));
    }

    /// <summary>The same where the membership itself is not needed: null lets in.</summary>
    public static async Task<ProblemHttpResult?> RefuseAsync(
        this IWorkspaceStore workspaces, Guid workspaceId, Caller caller, WorkspaceRole least, string otherwise, CancellationToken cancellation) =>
        (await workspaces.EnterAsync(workspaceId, caller, least, otherwise, cancellation)).Refusal;
}
