using October.Crd;
using October.Operator.Desired.Model;
using October.Operator.Gather.Sources;
using October.Operator.Smoke;
using October.Operator.Telemetry;
using October.Runtime.Api;
using October.Runtime.Engine;
using October.Runtime.Hosting;
using October.Runtime.Informers;
using October.Runtime.Leadership;
using October.Runtime.Metrics;

namespace October.Operator;

/// <summary>The operator without its process: everything from informers to leadership, over any API server and clock.</summary>
internal sealed class OperatorProcess(OperatorOptions options, OperatorServices services)
{
    /// <summary>What the health endpoints answer from.</summary>
    public OperatorHealth Health { get; } = new();

    /// <summary>Runs until cancelled.</summary>
    /// <returns>False when leadership was lost and the process must end.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var all = new InformerOptions { Namespaces = options.Namespaces };
        var ours = all with { LabelSelector = Labels.ManagedSelector, Transform = ChildTransform.Keep };
        var runtime = new RuntimeServices(services.Api, services.Time, services.Random, new RuntimeMetrics(services.Metrics), services.Loggers);
        using var engine = new ControllerEngine<V1OctoberApp>(
            new ControllerOptions<V1OctoberApp>
            {
                Name = OctoberApi.Singular,
                Primary = all with { Transform = SpecAuthors.Keep },
                // The status is ours, so its changes do not matter; commands come as annotations.
                Predicate = Predicates.GenerationOrAnnotations,
                HasChanged = app => app.Metadata.Generation != app.Status?.ObservedGeneration,
            },
            runtime);
        var stores = new Stores(engine, ours, options.MakesSecrets);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var counters = new OperatorMetrics(services.Metrics);
        var smoke = new SmokeRuns(new SmokeProber(services.Probing, services.Time, counters.Smoke), stopping.Token) { Changed = engine.Enqueue };
        var election = Election(runtime.Metrics);
        IKubeApi writing = election is null ? services.Api : new FencedApi(services.Api, election.Fence);
        AppMetrics.Register(services.Metrics, engine.Primary.Store, counters);
        PodSeries.Register(services.Metrics, stores.Pods, new PodUsage(services.Api, options.Namespaces, services.Time));
        var controller = new ControllerFactory(options, services, stores, smoke, counters).Create(writing, engine.Primary.Store);
        Health.IsReady = () => engine.IsSynced;

        var informers = engine.RunInformersAsync(stopping.Token);
        try
        {
            return await LeadAsync(election, lead => engine.RunWorkersAsync(controller, options.Workers, lead), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return true;
        }
        finally
        {
            await stopping.CancelAsync();
            await informers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> LeadAsync(LeaseElection? election, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (election is not null)
            return await election.RunAsync(work, cancellationToken);
        await work(cancellationToken);
        return true;
    }

    private LeaseElection? Election(RuntimeMetrics metrics) => !options.LeaderElect ? null : new LeaseElection(
        services.Api, new LeaseOptions { Namespace = options.LeaseNamespace, Name = "october-operator", Identity = services.Identity }, services.Time, metrics,
        services.Loggers.CreateLogger<LeaseElection>());
}
