using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Notion.Server.Problems;

namespace Notion.Server.EntityTags;

/// <summary>A strong <c>ETag</c> is a hash of an answer's bytes: two answers with the same tag say the same (RFC 9110, 8.8).</summary>
internal static class EntityTag
{
    private const int Bytes = 16;

    /// <summary>Gives the endpoint's answers a tag, as all reads have; a read whose <c>If-None-Match</c> has it is answered with 304.</summary>
    public static TBuilder WithEntityTag<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Tagged());

    public static string Of(ReadOnlySpan<byte> answer) => $"\"{Base64Url.EncodeToString(SHA256.HashData(answer).AsSpan(0, Bytes))}\"";

    /// <summary>Whether a list of tags, as the headers have it, names this one; <c>*</c> names all.</summary>
    /// <param name="header">The header.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="weakly">Whether tags that are marked as weak count: for <c>If-None-Match</c> they do, for <c>If-Match</c> they do not.</param>
    public static bool Matches(StringValues header, string tag, bool weakly)
    {
        foreach (string part in header.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (part == "*" || part == tag || (weakly && part.StartsWith("W/", StringComparison.Ordinal) && part.AsSpan(2).SequenceEqual(tag))) return true;
        return false;
    }

    /// <summary>Whether <c>If-Match</c> asks for another state than the current one; null when it does not, or is not there.</summary>
    /// <param name="context">The request.</param>
    /// <param name="current">What reading would answer now.</param>
    public static ProblemHttpResult? Refuse<T>(HttpContext context, T current)
    {
        if (context.Request.Headers.IfMatch is not { Count: > 0 } header) return null;
        JsonSerializerOptions json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return Matches(header, Of(JsonSerializer.SerializeToUtf8Bytes(current, json.GetTypeInfo(typeof(T)))), false) ? null : Stale();
    }

    /// <summary>Whether the request asks for the state that its sender has seen, and not just for any: what was looked at must then still be so when it is written.</summary>
    public static bool AsksForOne(HttpContext context) => context.Request.Headers.IfMatch is { Count: > 0 } header && !header.ToString().Split(',', StringSplitOptions.TrimEntries).Contains("*");

    public static ProblemHttpResult Stale() =>
        Problem.Of(StatusCodes.Status412PreconditionFailed, ProblemCode.PreconditionFailed, "It was changed since you read it. Read it again, then send your change with the new ETag as If-Match.");
}
