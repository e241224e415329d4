namespace Notion.Server.Idempotency;

internal static class IdempotencyExtensions
{
    /// <summary>
    /// Lets clients name the request with an <c>Idempotency-Key</c>, so that sending it again has no second effect. The endpoint takes the id of what it makes from
    /// <see cref="NewId"/>, and finds that it is made already when it is run again after a crash between its effect and the storing of its answer. Not for
    /// answers that hold secrets: they are stored.
    /// </summary>
    public static TBuilder TakesIdempotencyKey<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Idempotent());
}
