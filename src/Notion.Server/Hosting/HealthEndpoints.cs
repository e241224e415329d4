using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Json;
using Notion.Server.Store;

namespace Notion.Server.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: and the store reads and writes, and the server is not stopping.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder health = endpoints.MapGroup("/health").AllowAnonymous();
        health.MapGet("/live", () => TypedResults.Ok(new HealthAnswer("live", null)));
        health.MapGet("/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(IStoreHealth store, IHostApplicationLifetime lifetime, CancellationToken cancellation)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return NotReady("The server is stopping.");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(Patience);
        try
        {
            await store.ProbeAsync(timeout.Token).WaitAsync(timeout.Token);
            return TypedResults.Ok(new HealthAnswer("ready", null));
        }
        catch (StoreException exception)
        {
            return NotReady($"The store does not work: {exception.Code}.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return NotReady($"The store has not answered for {Patience.TotalSeconds} s.");
        }
    }

    private static JsonHttpResult<HealthAnswer> NotReady(string detail) => TypedResults.Json(new HealthAnswer("not ready", detail), ServerJson.Default.HealthAnswer, statusCode: StatusCodes.Status503ServiceUnavailable);
}
