using October.Crd;
using October.Operator.Controller;
using October.Operator.Desired.Model;
using October.Operator.Execute;
using October.Operator.Execute.Children;
using October.Operator.Execute.Handlers;
using October.Operator.Gather;
using October.Operator.Gather.Health;
using October.Operator.Gather.Sources;
using October.Operator.Smoke;
using October.Operator.Telemetry;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Apply;
using October.Runtime.Events;
using October.Runtime.Informers;
using October.Runtime.Metrics;

namespace October.Operator;

/// <summary>Puts the controller together.</summary>
internal sealed class ControllerFactory(OperatorOptions options, OperatorServices services, Stores stores, SmokeRuns smoke, OperatorMetrics metrics)
{
    /// <summary>The controller over an API that it may write to.</summary>
    public IEntityController<V1OctoberApp> Create(IKubeApi api, Store<V1OctoberApp> apps)
    {
        var events = new EventPublisher(api, OctoberApi.FieldManager, services.Identity, services.Time, services.Loggers.CreateLogger<EventPublisher>());
        var status = new StatusApplier(api, apps, services.Time);
        var readers = Readers.Over(api, stores, options.Route, services.Time);
        var executor = new Executor(Handlers(api, events, status, readers), services.Time);
        var controller = new OctoberAppController(new Gatherer(readers, smoke), executor, status, smoke, Facts, services.Time);
        return new ReconcileErrorReporter(controller, events, status, services.Time);
    }

    private IEnumerable<IStepHandler> Handlers(IKubeApi api, EventPublisher events, StatusApplier status, Readers readers)
    {
        var publish = new PublishHandler(events, services.Loggers.CreateLogger<OctoberAppController>());
        var drift = new DriftReporter(publish, metrics.Drift, services.Time);
        var kinds = new ChildKinds(api, new Applier(api, ChildApplierOptions.Value, new RuntimeMetrics(services.Metrics)), stores);
        return
        [
            new VerifyOwnerHandler(new OwnerGuard(api)),
            new AdoptChildHandler(kinds),
            new CreateSecretHandler(api, stores),
            new CreateRevisionHandler(api, stores),
            publish,
            new WriteStatusHandler(status),
            new CountEndedHandler(metrics),
            new HoldReplicasHandler(api, stores, drift),
            new ApplyChildHandler(kinds, drift),
            new RefuseChildHandler(),
            new DeleteChildHandler(kinds),
            new StartSmokeHandler(smoke, readers.SmokeEvidence, new SmokePods(readers.Health)),
            new CreateJobHandler(api, stores, publish),
            new EndJobHandler(api, stores),
            new WritePasswordsHandler(api, stores),
            new AcceptPasswordsHandler(services.Redis),
        ];
    }

    private ClusterFacts Facts() => new()
    {
        OperatorNamespace = options.PodNamespace,
        PrometheusNamespace = options.PrometheusNamespace,
        DnsNamespace = options.DnsNamespace,
        Restrictions = options.Restrictions,
        MakesSecrets = options.MakesSecrets,
        HasServiceMonitors = stores.ServiceMonitors.IsInstalled,
        HasCertificates = stores.Certificates.IsInstalled,
        HasPrometheusRules = stores.PrometheusRules.IsInstalled,
    };
}
