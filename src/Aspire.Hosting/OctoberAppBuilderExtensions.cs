using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using October.Aspire.Hosting.Local;
using October.Aspire.Hosting.Publishing;
using October.Crd.Spec;
using October.Crd.Spec.Network;

namespace October.Aspire.Hosting;

/// <summary>Adds OctoberApps to an app host.</summary>
public static class OctoberAppBuilderExtensions
{
    /// <summary>
    /// Adds an OctoberApp. In a run it is its api, its worker and a redis-server, the one that is installed here unless
    /// <see cref="WithRedis"/> names another; <c>aspire publish</c> writes it as <c>octoberapp.yaml</c>.
    /// </summary>
    /// <param name="builder">The app host.</param>
    /// <param name="name">Its name in Kubernetes.</param>
    /// <exception cref="DistributedApplicationException">Kubernetes would refuse the name.</exception>
    public static IResourceBuilder<OctoberAppResource> AddOctoberApp(this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        OctoberAppName.Check(name);
        var app = new OctoberAppResource(name);
        if (builder.ExecutionContext.IsPublishMode)
            return builder.AddResource(app).WithPublishStep().ExcludeFromManifest();
        LocalRun.Prepare(builder, app);
        return builder.CreateResourceBuilder(app);
    }

    /// <summary>The project, executable or container that is the HTTP api. It listens on the port in <c>PORT</c> and answers <c>/healthz</c>.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="builder">The app.</param>
    /// <param name="api">The api.</param>
    /// <exception cref="DistributedApplicationException">The app has an api already.</exception>
    public static IResourceBuilder<OctoberAppResource> WithApi<T>(this IResourceBuilder<OctoberAppResource> builder, IResourceBuilder<T> api)
        where T : IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(api);
        var app = builder.Resource;
        app.Api = Single(app, app.Api, api.Resource, "api");
        if (builder.ApplicationBuilder.ExecutionContext.IsRunMode)
            api.AsLocalApi(app);
        return builder;
    }

    /// <summary>The project, executable or container that runs the tasks. It answers <c>/healthz</c> on the port in <c>PORT</c>.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="builder">The app.</param>
    /// <param name="worker">The worker.</param>
    /// <exception cref="DistributedApplicationException">The app has a worker already.</exception>
    public static IResourceBuilder<OctoberAppResource> WithWorker<T>(this IResourceBuilder<OctoberAppResource> builder, IResourceBuilder<T> worker)
        where T : IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(worker);
        var app = builder.Resource;
        app.Worker = Single(app, app.Worker, worker.Resource, "worker");
        if (builder.ApplicationBuilder.ExecutionContext.IsRunMode)
            worker.AsLocalWorker(app);
        return builder;
    }

    /// <summary>
    /// Another redis for runs than a redis-server of this machine: a container (<c>builder.AddRedis("redis")</c>), or one that runs already
    /// (<c>builder.AddConnectionString("redis")</c> with a URL such as <c>redis://127.0.0.1:6379/0</c>). What is published has a redis of its own, or
    /// the one of <c>spec.redis.external</c>.
    /// </summary>
    /// <param name="builder">The app.</param>
    /// <param name="redis">The redis.</param>
    public static IResourceBuilder<OctoberAppResource> WithRedis(
        this IResourceBuilder<OctoberAppResource> builder, IResourceBuilder<IResourceWithConnectionString> redis)
    {
        ArgumentNullException.ThrowIfNull(redis);
        if (builder.ApplicationBuilder.ExecutionContext.IsRunMode)
            LocalRun.Replace(builder, redis);
        return builder;
    }

    /// <summary>The images that are published. A container needs none: its own is taken.</summary>
    /// <param name="builder">The app.</param>
    /// <param name="api">Of the api, such as <c>ghcr.io/acme/shop-api:1.4.2</c>.</param>
    /// <param name="worker">Of the worker.</param>
    public static IResourceBuilder<OctoberAppResource> WithImages(this IResourceBuilder<OctoberAppResource> builder, string api, string worker) =>
        builder.WithImages(ReferenceExpression.Create($"{api}"), ReferenceExpression.Create($"{worker}"));

    /// <summary>The images that are published, made of parameters: <c>ReferenceExpression.Create($"ghcr.io/acme/shop-api:{tag}")</c>.</summary>
    /// <param name="builder">The app.</param>
    /// <param name="api">Of the api.</param>
    /// <param name="worker">Of the worker.</param>
    public static IResourceBuilder<OctoberAppResource> WithImages(
        this IResourceBuilder<OctoberAppResource> builder, ReferenceExpression api, ReferenceExpression worker)
    {
        (builder.Resource.ApiImage, builder.Resource.WorkerImage) = (api, worker);
        return builder;
    }

    /// <summary>An environment variable of api and worker: <c>spec.config</c>.</summary>
    /// <param name="builder">The app.</param>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value.</param>
    public static IResourceBuilder<OctoberAppResource> WithConfig(this IResourceBuilder<OctoberAppResource> builder, string name, string value) =>
        builder.Configure(spec => (spec.Config ??= new Dictionary<string, string>(StringComparer.Ordinal))[name] = value);

    /// <summary>The host name at which the world reaches the api of the published app: <c>spec.ingress.host</c>.</summary>
    /// <param name="builder">The app.</param>
    /// <param name="host">Such as <c>shop.example.com</c>.</param>
    public static IResourceBuilder<OctoberAppResource> WithIngressHost(this IResourceBuilder<OctoberAppResource> builder, string host) =>
        builder.Configure(spec => (spec.Ingress ??= new IngressSpec()).Host = host);

    /// <summary>Numbers of pods of the published app, instead of an autoscaler: <c>spec.api.replicas</c> and <c>spec.worker.replicas</c>.</summary>
    /// <param name="builder">The app.</param>
    /// <param name="api">Pods of the api; null for an autoscaler.</param>
    /// <param name="worker">Pods of the worker; null for an autoscaler.</param>
    public static IResourceBuilder<OctoberAppResource> WithReplicas(
        this IResourceBuilder<OctoberAppResource> builder, int? api = null, int? worker = null) =>
        builder.Configure(spec => (spec.Api.Replicas, spec.Worker.Replicas) = (api, worker));

    /// <summary>
    /// Changes anything else of the spec, in the order of the calls. <c>config</c>, the worker's <c>concurrency</c>, <c>schedules</c>, and values in
    /// <c>env</c> hold for runs, too.
    /// </summary>
    /// <param name="builder">The app.</param>
    /// <param name="change">The change; it may be made more than once.</param>
    public static IResourceBuilder<OctoberAppResource> Configure(
        this IResourceBuilder<OctoberAppResource> builder, Action<V1OctoberAppSpec> change)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(change);
        builder.Resource.Changes.Add(change);
        return builder;
    }

    private static IResource Single(OctoberAppResource app, IResource? former, IResource next, string part) => former is null
        ? next
        : throw new DistributedApplicationException(
            $"The OctoberApp {app.Name} has two of {part}, {former.Name} and {next.Name}: remove one of them, or add another OctoberApp for it");
}
