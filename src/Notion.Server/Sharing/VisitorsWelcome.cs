namespace Notion.Server.Sharing;

/// <summary>Marks the endpoints that take a visitor's token, too. Everywhere else it is no token.</summary>
internal sealed class VisitorsWelcome;
