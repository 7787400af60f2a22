using System.Collections.Immutable;
using System.CommandLine;
using k8s;
using October.Crd;
using October.Operator;
using October.Operator.Desired.Model;
using October.Operator.Execute.Redis;
using October.Operator.Smoke;
using October.Runtime.Api;
using October.Runtime.Hosting;
using October.Runtime.Metrics;

var ns = new Option<string?>("--namespace")
{
    Description = "Look after these namespaces only: names separated by commas. Default: all. (WATCH_NAMESPACE)",
    DefaultValueFactory = _ => Env("WATCH_NAMESPACE"),
};
var elect = new Option<bool>("--leader-elect")
{
    Description = "Hold a Lease before acting, for more than one replica. (LEADER_ELECT)",
    DefaultValueFactory = _ => Env("LEADER_ELECT") != "false",
};
var leaseNamespace = new Option<string>("--lease-namespace")
{
    Description = "Namespace of the Lease. (POD_NAMESPACE)",
    DefaultValueFactory = _ => Env("POD_NAMESPACE") ?? "october-system",
};
var listen = new Option<string>("--listen")
{
    Description = "Where /healthz, /readyz and /metrics are served. (LISTEN)",
    DefaultValueFactory = _ => Env("LISTEN") ?? "http://0.0.0.0:8080",
};
var workers = new Option<int>("--workers") { Description = "Apps reconciled at the same time.", DefaultValueFactory = _ => 2 };
var probe = new Option<string>("--probe")
{
    Description = "How smoke probes reach the apps: direct, by address, or proxy, through the API server. Default: direct in a pod, else proxy. (PROBE)",
    DefaultValueFactory = _ => Env("PROBE") ?? (KubernetesClientConfiguration.IsInCluster() ? "direct" : "proxy"),
};
probe.AcceptOnlyFromAmong("direct", "proxy");
var restrict = new Option<string>("--restrict")
{
    Description = "What apps may not ask for, whoever wrote them: none; baseline (host access, identities of others, configuration snippets), the default; "
        + "restricted (also Secrets, sidecars, root, load balancers, annotations of Ingress and Service). (RESTRICT)",
    DefaultValueFactory = _ => Env("RESTRICT") ?? "baseline",
};
restrict.AcceptOnlyFromAmong("none", "baseline", "restricted");
var serviceAccounts = NameList("--allow-service-accounts", "ALLOW_SERVICE_ACCOUNTS", "Service accounts that pods of apps may run as besides their own");
var secrets = NameList("--allow-secrets", "ALLOW_SECRETS", "Secrets that apps may name under --restrict=restricted");
var prometheus = new Option<string?>("--prometheus-namespace")
{
    Description = "Namespace of the Prometheus that may scrape apps. Default: any. (PROMETHEUS_NAMESPACE)",
    DefaultValueFactory = _ => Env("PROMETHEUS_NAMESPACE"),
};
var dns = new Option<string?>("--dns-namespace")
{
    Description = "Namespace of the cluster's DNS, the only one that apps may ask: kube-system, unless a node-local cache or a DNS on the host network answers "
        + "them. Default: any. (DNS_NAMESPACE)",
    DefaultValueFactory = _ => Env("DNS_NAMESPACE"),
};
var command = new RootCommand("october-operator: reconciles OctoberApp resources. Finds the cluster as kubectl does: in-cluster credentials, or KUBECONFIG.")
{
    ns, elect, leaseNamespace, listen, workers, probe, restrict, serviceAccounts, secrets, prometheus, dns,
};
command.SetAction((parsed, cancellationToken) => RunAsync(new OperatorOptions
{
    Namespaces = [.. Items(parsed.GetValue(ns)).Distinct()],
    PodNamespace = Env("POD_NAMESPACE"),
    LeaderElect = parsed.GetValue(elect),
    LeaseNamespace = parsed.GetValue(leaseNamespace)!,
    Listen = parsed.GetValue(listen)!,
    Workers = parsed.GetValue(workers),
    PrometheusNamespace = parsed.GetValue(prometheus),
    DnsNamespace = parsed.GetValue(dns),
    Restrictions = new RestrictionPolicy(Enum.Parse<RestrictionLevel>(parsed.GetValue(restrict)!, ignoreCase: true))
    {
        ServiceAccounts = Items(parsed.GetValue(serviceAccounts)),
        Secrets = Items(parsed.GetValue(secrets)),
    },
}, parsed.GetValue(probe) == "proxy"));
return await command.Parse(args).InvokeAsync();

static Option<string?> NameList(string option, string variable, string what) => new(option)
{
    Description = $"{what}: names separated by commas; a trailing * matches the rest of a name. Default: none. ({variable})",
    DefaultValueFactory = _ => Env(variable),
};

static ImmutableArray<string> Items(string? text) => [.. (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

static string? Env(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

static async Task<int> RunAsync(OperatorOptions options, bool proxy)
{
    OutOfMemory.EndsTheProcess(
        "october-operator", "Raise resources.limits.memory of its Deployment: docs/guides/operating.md says how much a number of apps needs.");
    Kubernetes client;
    try
    {
        var configuration = KubernetesClientConfiguration.BuildDefaultConfig();
        // The client's own limit would cut watches; every call here brings its own.
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        // Where probes go through the API server, a pod must not send us elsewhere with our credentials.
        configuration.FirstMessageHandlerSetup = static handler => handler.AllowAutoRedirect = false;
        client = new Kubernetes(configuration);
    }
    catch (Exception exception) when (exception is k8s.Exceptions.KubeConfigException or IOException or UriFormatException)
    {
        await Console.Error.WriteLineAsync($"october-operator: no cluster: {exception.Message}. Set KUBECONFIG, or run it in a pod.");
        return 2;
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
    using HttpMessageHandler handler = proxy
        ? new ApiServerHandler(client)
        : new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromSeconds(30) };
    var metrics = Prometheus.Metrics.DefaultRegistry;
    var process = new OperatorProcess(proxy ? options with { Route = new ProbeRoute.Proxy(client.BaseUri) } : options, new OperatorServices
    {
        Api = new KubeApi(client, TimeProvider.System, OctoberApi.FieldManager, new RuntimeMetrics(metrics)),
        Probing = handler,
        Redis = new RedisUsers(),
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
