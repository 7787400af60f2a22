using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using k8s;
using k8s.Models;
using October.Crd.Defaults;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Host;
using October.Operator.Controller.Simulation;
using October.Operator.Decide.Rotation;
using October.Operator.Desired;
using October.Operator.Desired.Model;
using October.Operator.Execute.Children;
using October.Operator.Gather.Sources;
using October.Runtime.Api;
using October.Runtime.Apply;
using October.Runtime.Informers;
using October.Runtime.Metrics;
using Prometheus;

namespace October.Operator.Execute;

/// <summary>What is applied is what is found afterwards: no child is sent again, and reported as drift, because the server writes it in another way.</summary>
[Collection(nameof(Properties))]
public sealed class ChildComparisonTests
{
    private const string Namespace = "shops";
    private static readonly int Apps = int.Parse(Environment.GetEnvironmentVariable("OCTOBER_GENERATED_APPS") ?? "500", CultureInfo.InvariantCulture);

    [Fact]
    public async Task After_an_apply_of_anything_that_is_rendered_the_next_comparison_finds_it_so()
    {
        using var requests = new DryRun();
        await using var cluster = await LocalClusterHost.StartAsync(new LocalClusterOptions { Node = NodeKind.Simulated, Seed = 7 });
        using var client = await OperatorAccount.ClientAsync(cluster, requests);
        await cluster.Client.CreateAsync(new ResourceType("", "v1", "namespaces"), new JsonObject { ["metadata"] = new JsonObject { ["name"] = Namespace } });
        foreach (var (kind, plural) in new[] { ("ServiceMonitor", "servicemonitors"), ("PrometheusRule", "prometheusrules") })
            await SimulatedOctober.InstallAsync(cluster.Client, "monitoring.coreos.com", kind, plural);
        var api = new KubeApi(client, TimeProvider.System, "test");
        var known = new HashSet<string>();
        await GeneratedSpecs.Any.SampleAsync(
            async spec =>
            {
                foreach (var wanted in Render(spec))
                {
                    // Many children are the same in many apps.
                    if (known.Add(wanted.GetType().Name + KubeJson.Write(wanted)))
                        await CheckAsync(api, (dynamic)wanted, requests);
                }
            },
            iter: Apps,
            threads: 1);
    }

    private static IEnumerable<IKubernetesObject<V1ObjectMeta>> Render(Crd.Spec.V1OctoberAppSpec spec)
    {
        var revision = new RenderedRevision("aaaaaaaaaa", SpecDefaults.Resolve(spec));
        return DesiredState.Render(new DesiredInput
        {
            App = new AppIdentity(Namespace, "shop", "1"),
            Stable = revision,
            // Rarely: its pods are like the stable ones, and each costs time.
            Preview = spec.Config is { Count: 0 } ? revision : null,
            Cluster = new ClusterFacts { OperatorNamespace = "october-system", HasPrometheusRules = true, HasServiceMonitors = true },
            Passwords = new Passwords("x"),
            HasNamedKeys = true,
        }).Objects;
    }

    private static async Task CheckAsync<T>(IKubeApi api, T wanted, DryRun requests)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var store = new Store<T>(null, ChildTransform.Keep);
        await new Applier(api, ChildApplierOptions.Value, new RuntimeMetrics(Metrics.NewCustomRegistry())).ApplyAsync(
            wanted, store, force: true, cancellationToken);
        var sent = requests.Count;
        // Another process: what the first remembers must not be what makes them equal.
        var outcome = await new Applier(api, ChildApplierOptions.Value, new RuntimeMetrics(Metrics.NewCustomRegistry())).ApplyAsync(
            wanted, store, force: true, cancellationToken);
        Assert.True(
            outcome == ApplyOutcome.Unchanged && requests.Count == sent,
            $"sent again:\n{KubeJson.Write(wanted)}\nthe server has:\n{KubeJson.Write(store.All().Single())}");
    }

    /// <summary>Lets the server do all but store what is applied, so that no controller acts on it.</summary>
    private sealed class DryRun : DelegatingHandler
    {
        public int Count { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Count++;
            request.RequestUri = new UriBuilder(request.RequestUri!) { Query = request.RequestUri!.Query + "&dryRun=All" }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
