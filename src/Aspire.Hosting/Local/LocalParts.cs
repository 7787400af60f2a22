using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using October.Crd.Defaults;
using October.Crd.Spec.Pods;

namespace October.Aspire.Hosting.Local;

/// <summary>Gives an api and a worker on this machine the ports and the environment that they have in a cluster.</summary>
internal static class LocalParts
{
    // In a container they are free, and are those that the image expects.
    private const int ApiPort = 8000;
    private const int ApiMetricsPort = 8001;
    private const int WorkerPort = 9000;

    public static void AsLocalApi<T>(this IResourceBuilder<T> api, OctoberAppResource app)
        where T : IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport =>
        api.WithPort("http", AppVariables.Port, ApiPort)
            .WithPort("metrics", AppVariables.MetricsPort, ApiMetricsPort)
            .WithAppEnvironment(app, resolved => (resolved.Api.Env, []))
            .WithHttpHealthCheck("/healthz", endpointName: "http");

    public static void AsLocalWorker<T>(this IResourceBuilder<T> worker, OctoberAppResource app)
        where T : IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport =>
        worker.WithPort("http", AppVariables.Port, WorkerPort)
            .WithAppEnvironment(app, resolved => (resolved.Worker.Env, AppVariables.OfWorker(resolved)))
            .WithHttpHealthCheck("/healthz", endpointName: "http");

    private static IResourceBuilder<T> WithPort<T>(this IResourceBuilder<T> part, string endpoint, string variable, int port)
        where T : IResourceWithEnvironment, IResourceWithEndpoints
    {
        // A project may have it from its launch settings.
        part.WithEndpoint(endpoint, annotation => annotation.UriScheme = "http", createIfNotExists: true);
        if (part.Resource.IsContainer())
            part.WithEndpoint(endpoint, annotation => annotation.TargetPort ??= port);
        var reference = part.GetEndpoint(endpoint);
        return part.WithEnvironment(context => context.EnvironmentVariables.TryAdd(variable, reference.Property(EndpointProperty.TargetPort)));
    }

    /// <summary>What is set already stays: it is the user's, and wins in a cluster, too.</summary>
    private static IResourceBuilder<T> WithAppEnvironment<T>(
        this IResourceBuilder<T> part,
        OctoberAppResource app,
        Func<ResolvedApp, (IReadOnlyList<EnvVarSpec> Given, IEnumerable<(string Name, string Value)> Own)> of)
        where T : IResourceWithEnvironment => part.WithEnvironment(context =>
        {
            var resolved = LocalRun.Resolve(app);
            var (given, own) = of(resolved);
            var variables = context.EnvironmentVariables;
            foreach (var variable in given)
            {
                if (variable.Value is { } value)
                    variables.TryAdd(variable.Name, value);
                else if (!variables.ContainsKey(variable.Name))
                    context.Logger.LogWarning("{Name} is in a Secret or ConfigMap of the cluster, and not set here: set it by WithEnvironment", variable.Name);
            }

            foreach (var (name, value) in own)
                variables.TryAdd(name, value);
            foreach (var (name, value) in resolved.Config)
                variables.TryAdd(name, value);
            variables.TryAdd(AppVariables.RedisUrl, app.RedisUrl!);
            if (!part.Resource.IsContainer())
                variables.TryAdd("LISTEN_ADDRESS", "127.0.0.1");
        });
}
