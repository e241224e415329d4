using System.Reflection;

namespace Notion.Server.Idempotency;

/// <summary>The id for what a request makes: a new one, or the one that an earlier run of the same request had. Endpoints take it as a parameter.</summary>
internal readonly record struct NewId(Guid Value)
{
    public static ValueTask<NewId> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(new NewId(context.Features.Get<IdempotencyClaim>()?.ResourceId ?? Guid.CreateVersion7()));
}
