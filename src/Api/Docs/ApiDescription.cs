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
        services.AddOpenApi(static options => options.AddDocumentTransformer(static (document, context, _) =>
        {
            document.Info.Title = "October API";
            document.Info.Description = "Sends tasks to Celery-compatible workers and serves their results.";
            // Not what a Host header says: behind a proxy that is not where callers are.
            var path = context.ApplicationServices.GetRequiredService<ApiSettings>().PathBase;
            document.Servers = [new OpenApiServer { Url = path.Length > 0 ? path : "/" }];
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
            Join(document, "/tasks/{name}", "/tasks/{id}", "/tasks/{task}");
            return Task.CompletedTask;
        }));

    /// <summary>To a reader of the document two templates that differ in the names of their parameters alone are one path.</summary>
    private static void Join(OpenApiDocument document, string one, string other, string joined)
    {
        var item = new OpenApiPathItem { Operations = [] };
        foreach (var (path, of) in new[] { (one, "name"), (other, "id") })
        {
            foreach (var (method, operation) in document.Paths[path].Operations ?? [])
            {
                foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Path))
                    (parameter.Name, parameter.Description) = ("task", $"The task's {of}.");
                item.Operations.Add(method, operation);
            }

            document.Paths.Remove(path);
        }

        document.Paths.Add(joined, item);
    }

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
            .HideDeveloperTools()
            .WithCustomCss("a[href*='scalar.com'] { display: none !important; }")).Requires(Role.None);
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
