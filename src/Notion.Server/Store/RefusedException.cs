using Notion.Server.Permissions;

namespace Notion.Server.Store;

/// <summary>Takes a unit of work back, since it turned out that it must not be done. Never leaves the store.</summary>
internal sealed class RefusedException(PermissionRefusal refusal) : Exception
{
    public PermissionRefusal Refusal { get; } = refusal;
}
