using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using October.Api.Security;
using October.Api.Tasks;
using Scalar.AspNetCore;

namespace October.Api.Docs;

/// <summary>The OpenAPI document and the page that shows it.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(static options => options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info.Title = "October API";
            document.Info.Description = "Sends tasks to Celery-compatible workers and serves their results.";
            // Not what a Host header says: behind a proxy that is not where callers are.
            document.Servers = [new OpenApiServer { Url = "/" }];
            (document.Components ??= new OpenApiComponents()).SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                ["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-API-Key" },
                ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
            };
            document.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", document)] = [] },
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
                // Where the api has no key.
                new OpenApiSecurityRequirement(),
            ];
            return Task.CompletedTask;
        }));

    public static void MapApiDescription(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").Requires(Role.None);
        app.MapScalarApiReference("/docs", static options => options
            .WithTitle("October API")
            // Nothing of the page is from elsewhere, and nothing goes there.
            .DisableAgent()
            .DisableMcp()
            .DisableTelemetry()
            .DisableDefaultFonts()
            .HideClientButton()
            .HideDeveloperTools()).Requires(Role.None);
    }

    /// <summary>
    /// Describes the body by hand: declared in the usual way, the framework would refuse content types other than JSON,
    /// and <c>curl -d</c> sends another.
    /// </summary>
    public static RouteHandlerBuilder DescribeTaskBody(this RouteHandlerBuilder endpoint) =>
        endpoint.AddOpenApiOperationTransformer(static async (operation, context, cancellationToken) =>
            operation.RequestBody = new OpenApiRequestBody
            {
                Description = "All fields may be left out, and so may the body.",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/json"] = new()
                    {
                        Schema = await context.GetOrCreateSchemaAsync(typeof(TaskRequestBody), cancellationToken: cancellationToken),
                        Example = JsonNode.Parse("""{"args":[2,3],"options":{"expires":"2100-01-01T00:00:00Z","max_retries":3}}"""),
                    },
                },
            });
}
