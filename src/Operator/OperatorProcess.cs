using k8s;
using k8s.Models;
using October.Crd;
using October.Operator.Controllers;
using October.Operator.Desired;
using October.Operator.Smoke;
using October.Operator.Telemetry;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Engine;
using October.Runtime.Events;
using October.Runtime.Hosting;
using October.Runtime.Informers;
using October.Runtime.Leadership;
using Prometheus;

namespace October.Operator;

/// <summary>The operator without its process: everything from informers to leadership, over any API server and clock.</summary>
internal sealed class OperatorProcess(
    OperatorOptions options, IKubeApi api, HttpMessageHandler probing, IRedisUsers redis, TimeProvider time, Func<double> random, string identity, CollectorRegistry metrics,
    ILoggerFactory loggers)
{
    /// <summary>What the health endpoints answer from.</summary>
    public OperatorHealth Health { get; } = new();

    /// <summary>Runs until cancelled.</summary>
    /// <returns>False when leadership was lost and the process must end.</returns>
    public async Task<bool> RunAsync(CancellationToken token)
    {
        var all = new InformerOptions { Namespace = options.Namespace };
        var ours = all with { LabelSelector = Labels.ManagedSelector };
        using var engine = new ControllerEngine<V1OctoberApp>(OctoberApi.Singular, api, all with { KeepsSpecAuthors = true }, time, random, loggers);
        var stores = new Stores
        {
            Deployments = engine.Owns<V1Deployment>(ours),
            Services = engine.Owns<V1Service>(ours),
            Ingresses = engine.Owns<V1Ingress>(ours),
            Autoscalers = engine.Owns<V2HorizontalPodAutoscaler>(ours),
            Claims = engine.Owns<V1PersistentVolumeClaim>(ours),
            ConfigMaps = engine.Owns<V1ConfigMap>(ours),
            Secrets = engine.Owns<V1Secret>(ours),
            ServiceAccounts = engine.Owns<V1ServiceAccount>(ours),
            DisruptionBudgets = engine.Owns<V1PodDisruptionBudget>(ours),
            NetworkPolicies = engine.Owns<V1NetworkPolicy>(ours),
            Revisions = engine.Owns<V1ControllerRevision>(ours),
            ServiceMonitors = engine.OwnsWhenInstalled<V1ServiceMonitor>(ours),
            PrometheusRules = engine.OwnsWhenInstalled<V1PrometheusRule>(ours),
            CronJobs = engine.Owns<V1CronJob>(ours),
            Jobs = engine.Maps<V1Job>(ours, AppOf, Stores.AppGroup),
            Pods = engine.Maps<V1Pod>(ours, AppOf, Stores.AppGroup),
        };
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(token);
        var counters = new OperatorMetrics(metrics);
        var smoke = new SmokeRuns(new SmokeProber(probing, time, counters.Smoke), stopping.Token) { Ended = engine.Enqueue };
        var election = Election();
        IKubeApi writing = election is null ? api : new FencedApi(api, election.Fence);
        var events = new EventPublisher(writing, OctoberApi.FieldManager, identity, time, loggers.CreateLogger<EventPublisher>());
        AppMetrics.Register(metrics, engine.Primary.Store, counters);
        var parts = new OctoberAppParts(writing, engine.Primary.Store, stores, smoke, events, counters, redis, options.Route, () => Facts(stores), time);
        var controller = new ErrorTelling(new OctoberAppController(parts, loggers.CreateLogger<OctoberAppController>()), events);
        Health.IsReady = () => engine.IsSynced;

        var informers = engine.RunInformersAsync(stopping.Token);
        try
        {
            return await LeadAsync(election, lead => engine.RunWorkersAsync(controller, options.Workers, lead), token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return true;
        }
        finally
        {
            await stopping.CancelAsync();
            await informers.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<bool> LeadAsync(LeaseElection? election, Func<CancellationToken, Task> work, CancellationToken token)
    {
        if (election is not null)
            return await election.RunAsync(work, token);
        await work(token);
        return true;
    }

    private LeaseElection? Election() => !options.LeaderElect ? null : new LeaseElection(
        api, new LeaseOptions { Namespace = options.LeaseNamespace, Name = "october-operator", Identity = identity }, time, loggers.CreateLogger<LeaseElection>());

    private ClusterFacts Facts(Stores stores) => new()
    {
        OperatorNamespace = options.PodNamespace,
        HasServiceMonitors = stores.ServiceMonitors.IsInstalled,
        HasPrometheusRules = stores.PrometheusRules.IsInstalled,
    };

    private static NamespacedName? AppOf(IKubernetesObject<V1ObjectMeta> child) =>
        child.Metadata.Labels?.TryGetValue(Labels.App, out var app) == true ? new NamespacedName(child.Metadata.NamespaceProperty, app) : null;
}
