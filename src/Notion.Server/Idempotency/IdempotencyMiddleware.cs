using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Problems;
using Notion.Server.Store;

namespace Notion.Server.Idempotency;

/// <summary>
/// Answers a request whose <c>Idempotency-Key</c> was answered before as it was answered then, for 24 hours. Of several with one key at once, one is run, and the others get its answer.
/// </summary>
/// <remarks>
/// The key is claimed in the store before the endpoint runs, together with the id for what it makes; its answer is stored after. A server that dies in between leaves a
/// claim that lapses; whoever repeats the request then runs the endpoint with the same id, and it finds what was made. Failures are not stored: nothing was done, so the key is free again.
/// </remarks>
internal sealed class IdempotencyMiddleware(RequestDelegate next, IIdempotencyStore store, TimeProvider time)
{
    public const string Header = "Idempotency-Key";

    private const int MaxKey = 255;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Idempotent>() is null || context.Request.Headers[Header] is not { Count: > 0 } header || context.Features.Get<Caller>() is not { } caller)
        {
            await next(context);
            return;
        }

        string key = header.ToString();
        if (header.Count > 1 || key.Length is 0 or > MaxKey || key.Any(c => c is < '!' or > '~'))
        {
            await Problem.Field(Header, $"Send one key of 1 to {MaxKey} visible ASCII characters, such as a random UUID.").ExecuteAsync(context);
            return;
        }

        byte[] fingerprint = await FingerprintAsync(context);
        KeyState state = await ClaimAsync(caller.UserId, key, fingerprint, context.RequestAborted);
        if (state.Kind == KeyStateKind.Claimed) await RunAsync(context, caller.UserId, key, state.ResourceId);
        else if (state.Answer is { } answer) await ReplayAsync(context, answer);
        else await Refuse(context, state.Kind).ExecuteAsync(context);
    }

    private static async Task<byte[]> FingerprintAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        context.Request.Body = body;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}\n"));
        hash.AppendData(body.GetBuffer().AsSpan(0, (int)body.Length));
        return hash.GetHashAndReset();
    }

    private async Task<KeyState> ClaimAsync(Guid user, string key, byte[] fingerprint, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            DateTimeOffset now = time.GetUtcNow();
            KeyState state = await store.ClaimAsync(user, key, fingerprint, Guid.CreateVersion7(now), now, Lease, Lifetime, cancellation);
            if (state.Kind != KeyStateKind.Running || time.GetElapsedTime(start) >= Patience) return state;
            await Task.Delay(LookAgain, time, cancellation);
        }
    }

    private async Task RunAsync(HttpContext context, Guid user, string key, Guid resourceId)
    {
        context.Features.Set(new IdempotencyClaim(resourceId));
        Stream client = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await next(context);
        }
        catch
        {
            await store.LapseAsync(user, key);
            throw;
        }
        finally
        {
            context.Response.Body = client;
        }

        HttpResponse response = context.Response;
        if (response.StatusCode is >= 200 and < 300)
            await store.AnswerAsync(user, key, new StoredAnswer(response.StatusCode, response.Headers.Location, response.Headers.ETag, answer.ToArray()));
        else if (response.StatusCode < 500)
            await store.ForgetAsync(user, key);
        else
            await store.LapseAsync(user, key);
        answer.Position = 0;
        await answer.CopyToAsync(client, context.RequestAborted);
    }

    private static async Task ReplayAsync(HttpContext context, StoredAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.Location is not null) context.Response.Headers.Location = answer.Location;
        if (answer.EntityTag is not null) context.Response.Headers.ETag = answer.EntityTag;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static ProblemHttpResult Refuse(HttpContext context, KeyStateKind kind)
    {
        if (kind == KeyStateKind.Different)
            return Problem.Of(StatusCodes.Status422UnprocessableEntity, ProblemCode.IdempotencyKeyReused, "The key named another request within the last 24 hours. Send this one with a key of its own.");
        context.Response.Headers.RetryAfter = "1";
        return Problem.Of(StatusCodes.Status409Conflict, ProblemCode.RequestInProgress, "A request with this key is still being worked on. Send the same again in a moment.");
    }
}
