using Microsoft.AspNetCore.Mvc;

namespace Notion.Server.Problems;

/// <summary>How failures are written where they are no problem details: a feature of the request.</summary>
internal interface IProblemFormat
{
    Task WriteAsync(HttpContext context, ProblemDetails problem);
}
