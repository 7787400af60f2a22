using Microsoft.OpenApi;
using October.Api.Tasks;

namespace October.Api.Docs;

/// <summary>The header <c>Idempotency-Key</c> in the OpenAPI document.</summary>
internal static class IdempotencyHeader
{
    /// <summary>The operation takes it.</summary>
    public static RouteHandlerBuilder DescribeIdempotencyKey(this RouteHandlerBuilder endpoint) =>
        endpoint.AddOpenApiOperationTransformer(static (operation, _, _) =>
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = IdempotencyKey.Header,
                In = ParameterLocation.Header,
                Description = "The same key with the same task, arguments and options sends once within a day; with others it is a conflict (409).",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = IdempotencyKey.Longest },
            });
            return Task.CompletedTask;
        });
}
