namespace Notion.Server.Hosting;

internal sealed record HealthAnswer(string Status, string? Detail);
