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
            return Task.CompletedTask;
        }));

    public static void MapApiDescription(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").Requires(Role.None);
        app.MapScalarApiReference("/docs", static options => options.WithTitle("October API")).Requires(Role.None);
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
                    },
                },
            });
}
