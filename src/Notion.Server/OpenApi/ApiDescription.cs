using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Notion.Server.Accounts;
using Scalar.AspNetCore;

namespace Notion.Server.OpenApi;

/// <summary>The description of <c>/api</c> in OpenAPI, at <c>/openapi/notion.json</c>; in development with a page to try it out, at <c>/scalar</c>.</summary>
internal static class ApiDescription
{
    private const string Name = "notion";

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Notion.Server",
                Version = typeof(ApiDescription).Assembly.GetName().Version?.ToString(3),
                Description = "Failures are problems of RFC 9457 with a code. The content of pages goes through /sync.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[BearerHandler.SchemeName] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The token of POST /api/accounts/sign-in, or of an integration.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any()) return Task.CompletedTask;
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerHandler.SchemeName, context.Document)] = [] }];
            return Task.CompletedTask;
        });
    });

    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        if (app.Environment.IsDevelopment()) app.MapScalarApiReference("/scalar", options => options.AddDocument(Name));
    }
}
