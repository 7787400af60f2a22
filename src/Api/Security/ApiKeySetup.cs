using Microsoft.AspNetCore.Mvc;
using October.Api.Http;

namespace October.Api.Security;

/// <summary>Puts keys and limits into the api.</summary>
internal static class ApiKeySetup
{
    private static readonly int[] Refusals =
        [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests];

    public static void AddApiKeys(this IServiceCollection services, ApiSettings settings)
    {
        services.AddSingleton(_ => new WaitLimit(settings.MaxWaits));
        services.AddSingleton(_ => new BodyLimit(settings.MaxBody));
        services.AddSingleton<AnswerLimit>();
        if (settings.RateLimit > 0)
            services.AddSingleton(_ => new RateLimit(settings.RateLimit));
        if (settings.MaxRequests > 0)
            services.AddSingleton(_ => new RequestLimit(settings.MaxRequests));
        if (settings.ApiKey is not { } keys)
            return;
        services.AddSingleton(new ApiKeyRing(keys));
        if (settings.ApiKeyFile is { } file)
            services.AddHostedService(provider => new ApiKeyFileReader(
                provider.GetRequiredService<ApiKeyRing>(),
                file,
                keys,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ApiKeyFileReader>>()));
    }

    public static void UseApiKeys(this WebApplication app, ApiSettings settings)
    {
        if (settings is { ApiKey: null, RateLimit: 0, MaxRequests: 0 })
            return;
        var (ring, rate, limit) = (app.Services.GetService<ApiKeyRing>(), app.Services.GetService<RateLimit>(), app.Services.GetService<RequestLimit>());
        app.Use(next => new ApiKeyMiddleware(next, ring, rate, limit).InvokeAsync);
    }

    /// <summary>The key needs this role.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder endpoint, Role role)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata([new RequiredRole(role), .. Refusals.Select(Refusal)]);

    private static ProducesResponseTypeMetadata Refusal(int status) => new(status, typeof(ProblemDetails), ["application/problem+json"]);
}
