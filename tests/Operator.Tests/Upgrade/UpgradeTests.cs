using System.Text.Json.Nodes;
using October.Crd.Schema;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Host;
using October.Operator.Controller.Simulation;
using October.Runtime.Api;
using October.Testing;

namespace October.Operator.Upgrade;

/// <summary>
/// Apps as the operator of the previous release has left them (every object, recorded by it) meet today's operator: one with every field and two revisions, one
/// with the images only, one that was rolled back, one with a redis of somebody else's.
/// </summary>
public sealed class UpgradeTests
{
    private const string Release = "v0.1.0";
    private static readonly string[] Apps = ["broken", "external", "full", "minimal"];
    private static readonly ResourceType Pods = new("", "v1", "pods");
    private static readonly ResourceType ReplicaSets = new("apps", "v1", "replicasets");
    private static readonly ResourceType Deployments = new("apps", "v1", "deployments");
    private static readonly ResourceType Revisions = new("apps", "v1", "controllerrevisions");

    [Fact]
    public async Task No_pod_is_replaced_no_status_is_lost_and_the_next_release_works()
    {
        await using var october = await RecordedAsync();
        var before = await StateAsync(october);
        await UpgradeAsync(october);
        await october.PassAsync(TimeSpan.FromMinutes(10));
        var after = await StateAsync(october);

        Assert.Equal(before.Pods, after.Pods);
        Assert.Equal(before.ReplicaSets, after.ReplicaSets);
        Assert.Equal(before.Templates, after.Templates);
        Assert.Equal(before.Revisions, after.Revisions);
        Assert.Equal(before.Statuses, after.Statuses);
        Assert.Empty(await october.EventsAsync("RolloutStarted"));

        foreach (var app in Apps)
        {
            await ReleaseAsync(october, app, "api:v3");
            await october.UntilAsync(() => IsReadyAsync(october, app), $"{app} is released");
        }
    }

    [Fact]
    public async Task The_release_before_can_be_returned_to()
    {
        await using var october = await RecordedAsync();
        await UpgradeAsync(october);
        await ReleaseAsync(october, "minimal", "api:v3");
        await october.UntilAsync(() => IsReadyAsync(october, "minimal"), "minimal is released");
        await october.QuietAsync();
        await october.StopOperatorAsync();
        var kept = await WholeAsync(october);

        await october.DefineAsync(ReleasedDefinition());
        await october.PassAsync(TimeSpan.FromSeconds(10));
        // Whatever the operator of the release before writes is judged and cut by its definition: it accepts the apps, and nothing of them is lost.
        var touch = (JsonObject)JsonNode.Parse("""{"metadata":{"labels":{"touched":"yes"}}}""")!;
        foreach (var app in Apps)
            await october.Cluster.PatchAsync(SimulatedOctober.Apps, "default", app, touch);
        Assert.Equal(kept, await WholeAsync(october));
        // It reads the templates of revisions where it has written them itself.
        foreach (var revision in (await october.Cluster.ListAsync(Revisions, "default")).Items)
            Assert.Superset(KeysOfRecordedRevisions(), revision["data"]!.AsObject().Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal));
    }

    private static async Task<SimulatedOctober> RecordedAsync()
    {
        var october = await SimulatedOctober.StartWithoutOperatorAsync(ClusterFaults.None, ReleasedDefinition());
        await october.PassAsync(Recording.End - october.Time.GetUtcNow());
        october.Requests.RefusesAll = true;
        foreach (var (storage, value) in Recording.Objects(Release))
            october.Restore(storage, value);
        await october.PassAsync(TimeSpan.FromSeconds(5));
        october.Requests.RefusesAll = false;
        await october.PassAsync(TimeSpan.FromMinutes(1));
        return october;
    }

    private static async Task UpgradeAsync(SimulatedOctober october)
    {
        await october.DefineAsync((JsonObject)KubeJson.Node(CrdBuilder.Build()));
        await october.PassAsync(TimeSpan.FromSeconds(10));
        october.StartOperator();
        await october.QuietAsync();
    }

    private static Task ReleaseAsync(SimulatedOctober october, string app, string image) => october.Cluster.PatchAsync(
        SimulatedOctober.Apps, "default", app,
        new JsonObject { ["spec"] = new JsonObject { ["api"] = new JsonObject { ["image"] = image } } });

    private static async Task<bool> IsReadyAsync(SimulatedOctober october, string app) =>
        (await october.Cluster.GetAsync(SimulatedOctober.Apps, "default", app))!["status"] is { } status
        && (string?)status["phase"] == "Ready" && (string?)status["components"]!["api"]!["image"] == "api:v3";

    private static JsonObject ReleasedDefinition() => (JsonObject)Yaml.Read(File.ReadAllText(RepositoryRoot.File($"config/crd/released/{Release}.yaml"))).Root!;

    private static HashSet<string> KeysOfRecordedRevisions() =>
        [
            .. Recording.Objects(Release).Where(one => one.Storage == "apps/controllerrevisions")
                .SelectMany(one => one.Value["data"]!.AsObject().Select(pair => pair.Key)),
        ];

    /// <summary>Spec and status of all apps.</summary>
    private static Task<string> WholeAsync(SimulatedOctober october) =>
        LinesAsync(october, SimulatedOctober.Apps, app => $"{app["spec"]!.ToJsonString()} {app["status"]!.ToJsonString()}");

    private static async Task<State> StateAsync(SimulatedOctober october) => new(
        await LinesAsync(october, Pods, pod => (string)pod["metadata"]!["uid"]!),
        await LinesAsync(october, ReplicaSets, set => set["spec"]!["replicas"]!.ToJsonString()),
        await LinesAsync(october, Deployments, deployment => deployment["spec"]!["template"]!.ToJsonString()),
        await LinesAsync(october, Revisions, revision => revision["data"]!.ToJsonString()),
        await LinesAsync(october, SimulatedOctober.Apps, app => app["status"]!.ToJsonString()));

    private static async Task<string> LinesAsync(SimulatedOctober october, ResourceType type, Func<JsonObject, string> text) => string.Join(
        '\n', (await october.Cluster.ListAsync(type, "default")).Items.Select(one => $"{one["metadata"]!["name"]} {text(one)}").Order(StringComparer.Ordinal));

    private sealed record State(string Pods, string ReplicaSets, string Templates, string Revisions, string Statuses);
}
