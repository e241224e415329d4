namespace Notion.Sync.Protocol;

/// <summary>A page as an <see cref="IChangeStore"/> has it.</summary>
/// <param name="Updates">Everything applied to the page.</param>
/// <param name="Pending">What is not known to be durable at the server, oldest first; it is among the updates too.</param>
public sealed record StoredPage(IReadOnlyList<StoredUpdate> Updates, IReadOnlyList<PendingChange> Pending)
{
    /// <summary>The workspace, or the page, in which the server is to create this page when it first hears of it; null where the server has it, as far as is known.</summary>
    public Guid? CreateIn { get; init; }
}
