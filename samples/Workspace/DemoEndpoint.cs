using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Notion.Server;

namespace Notion.Workspace;

/// <summary><c>/demo</c>: tells the editor how to sign in as the demo user, so that a first visit starts on a page and not at a form.</summary>
internal static class DemoEndpoint
{
    // The account that the server makes in a new data directory when Notion:Demo is on.
    private static readonly DemoAccount Account = new("demo@example.com", "demo-password");

    public static void MapDemo(this WebApplication app) => app.MapGet("/demo", Find);

    private static Results<Ok<DemoAccount>, NoContent> Find(IOptions<NotionServerOptions> options) =>
        options.Value.Demo == true ? TypedResults.Ok(Account) : TypedResults.NoContent();

    internal sealed record DemoAccount(string Email, string Password);
}
