using k8s;
using October.Crd;
using October.Operator;
using October.Operator.Execute.Redis;
using October.Operator.Smoke;
using October.Runtime.Api;
using October.Runtime.Hosting;
using October.Runtime.Metrics;

return await OperatorCommand.InvokeAsync(args, Environment.GetEnvironmentVariable, Console.Error, RunAsync);

static async Task<int> RunAsync(OperatorOptions options, string? probe)
{
    OutOfMemory.EndsTheProcess(
        "october-operator", "Raise resources.limits.memory of its Deployment: docs/guides/operating.md says how much a number of apps needs.");
    Kubernetes client;
    try
    {
        var files = Kubeconfigs.Find(null, Environment.GetEnvironmentVariable("KUBECONFIG"), KubernetesClientConfiguration.KubeConfigDefaultLocation);
        var configuration = Kubeconfigs.Read(files, context: null);
        // The client's own limit would cut watches; every call here brings its own.
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        // Where probes go through the API server, a pod must not send us elsewhere with our credentials.
        configuration.FirstMessageHandlerSetup = static handler => handler.AllowAutoRedirect = false;
        client = new Kubernetes(configuration);
    }
    // Whatever is wrong with the file: the client library has no exception of its own for most of it.
    catch (Exception exception) when (exception is not OutOfMemoryException)
    {
        await Console.Error.WriteLineAsync($"october-operator: no cluster: {exception.Message.TrimEnd('.')}. Set KUBECONFIG, or run it in a pod.");
        return OperatorCommand.BadUsage;
    }

    var builder = WebApplication.CreateSlimBuilder();
    // The base images name a port, and ASP.NET warns that it is not the one listened on.
    builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, "").UseSetting(WebHostDefaults.HttpsPortsKey, "").UseUrls(options.Listen);
    builder.Logging
        .ClearProviders()
        .AddJsonConsole(static options =>
        {
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        })
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("System", LogLevel.Warning);
    await using var web = builder.Build();
    var proxy = probe is null ? !KubernetesClientConfiguration.IsInCluster() : probe == "proxy";
    using HttpMessageHandler handler = proxy
        ? new ApiServerHandler(client)
        : DirectConnections.Handler();
    var metrics = Prometheus.Metrics.DefaultRegistry;
    var process = new OperatorProcess(proxy ? options with { Route = new ProbeRoute.Proxy(client.BaseUri) } : options, new OperatorServices
    {
        Api = new KubeApi(client, TimeProvider.System, OctoberApi.FieldManager, new RuntimeMetrics(metrics)),
        Probing = handler,
        Redis = new BackgroundRedisUsers(new RedisUsers(), TimeProvider.System),
        Identity = $"{Environment.MachineName}_{Guid.NewGuid():N}",
        Metrics = metrics,
        Loggers = web.Services.GetRequiredService<ILoggerFactory>(),
    });
    web.MapOperatorEndpoints(process.Health, metrics);
    await web.StartAsync();
    _ = new IdleCollector(TimeProvider.System).RunAsync(web.Lifetime.ApplicationStopping);
    var kept = await process.RunAsync(web.Lifetime.ApplicationStopping);
    await web.StopAsync();
    client.Dispose();
    return kept ? 0 : 1;
}
