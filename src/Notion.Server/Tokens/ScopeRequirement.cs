using Microsoft.AspNetCore.Authorization;

namespace Notion.Server.Tokens;

/// <summary>Lets integrations in only where an endpoint names the scope it takes (see <see cref="ScopeExtensions.RequireScope"/>); every other endpoint is for signed-in users.</summary>
internal sealed class ScopeRequirement : IAuthorizationRequirement;
