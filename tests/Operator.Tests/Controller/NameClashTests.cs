using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;
using October.Operator.Desired.Model;

namespace October.Operator.Controller;

/// <summary>
/// What has the name of a child and is somebody else's is left as it is, of every kind, also where it looks exactly like the child: each such object is there
/// before an app of its own.
/// </summary>
public sealed class NameClashTests
{
    private static readonly ResourceType[] Kinds =
    [
        new("", "v1", "secrets"), new("", "v1", "serviceaccounts"), new("", "v1", "configmaps"), new("", "v1", "services"),
        new("", "v1", "persistentvolumeclaims"), new("apps", "v1", "deployments"), new("apps", "v1", "controllerrevisions"),
        new("networking.k8s.io", "v1", "ingresses"), new("networking.k8s.io", "v1", "networkpolicies"), new("autoscaling", "v2", "horizontalpodautoscalers"),
        new("policy", "v1", "poddisruptionbudgets"), new("batch", "v1", "cronjobs"), new("monitoring.coreos.com", "v1", "servicemonitors"),
        new("monitoring.coreos.com", "v1", "prometheusrules"),
    ];

    private static readonly string[] OfTheServer = ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "ownerReferences", "labels"];

    [Fact]
    public async Task An_object_of_somebody_else_is_neither_taken_over_nor_changed()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.InstallAsync("monitoring.coreos.com", "ServiceMonitor", "servicemonitors");
        await october.InstallAsync("monitoring.coreos.com", "PrometheusRule", "prometheusrules");
        await october.ApplyAsync((JsonObject)Spec());
        await october.PhaseAsync("Ready");
        await october.QuietAsync();
        var taken = new List<(string App, ResourceType Kind, string Name, string Before)>();
        foreach (var kind in Kinds)
        {
            var children = (await october.Cluster.ListAsync(kind, "default")).Items
                .Where(child => (string?)child["metadata"]!["labels"]?["october.dev/app"] == "shop")
                .ToList();
            Assert.NotEmpty(children);
            foreach (var child in children)
            {
                var app = $"app{taken.Count}";
                var created = await october.Cluster.CreateAsync(kind, Foreign(child, app));
                taken.Add((app, kind, (string)created["metadata"]!["name"]!, Content(created)));
            }
        }

        foreach (var (app, _, _, _) in taken)
        {
            await october.Cluster.CreateAsync(SimulatedOctober.Apps, new JsonObject
            {
                ["apiVersion"] = SimulatedOctober.Apps.ApiVersion,
                ["kind"] = "OctoberApp",
                ["metadata"] = new JsonObject { ["name"] = app, ["namespace"] = "default" },
                ["spec"] = Spec(),
            });
        }

        foreach (var (app, kind, name, _) in taken)
        {
            await october.UntilAsync(
                async () => (await october.Cluster.GetAsync(SimulatedOctober.Apps, "default", app))?["status"]?.ToJsonString().Contains(
                    $" {name} exists and does not belong to this app", StringComparison.Ordinal) == true,
                $"the app says that {kind.Plural} {name} is somebody else's");
        }

        await october.PassAsync(TimeSpan.FromSeconds(30));
        foreach (var (_, kind, name, before) in taken)
            Assert.Equal(before, Content((await october.Cluster.GetAsync(kind, "default", name))!));
    }

    [Fact]
    public async Task A_Job_of_somebody_else_is_not_taken_for_a_backup()
    {
        var jobs = new ResourceType("batch", "v1", "jobs");
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync((JsonObject)Spec());
        await october.PhaseAsync("Ready");
        var name = Names.BackupJob(new AppIdentity("default", "shop", ""), "1");
        var foreign = await october.Cluster.CreateAsync(jobs, (JsonObject)JsonNode.Parse($$$"""
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"{{{name}}}","namespace":"default"},
             "spec":{"suspend":true,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"theirs","image":"theirs:v1"}]} } } }
            """)!);
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(
            async () => (await october.AppAsync())!["status"]!.ToJsonString().Contains(
                $"Job {name} exists and does not belong to this app", StringComparison.Ordinal),
            "the clash is said");
        Assert.Equal(Content(foreign), Content((await october.Cluster.GetAsync(jobs, "default", name))!));
        Assert.Empty(await october.EventsAsync("BackupSucceeded"));

        await october.Cluster.DeleteAsync(jobs, "default", name);
        await october.UntilAsync(
            async () => (string?)(await october.Cluster.GetAsync(jobs, "default", name))?["metadata"]!["labels"]?["october.dev/app"] == "shop",
            "the backup begins once the name is free");
    }

    private static JsonNode Spec() => JsonNode.Parse("""
        {"api":{"image":"api:v1","podDisruption":{}},"worker":{"image":"worker:v1","podDisruption":{}},"backup":{"schedule":"17 3 * * *"},
         "rollout":{"preview":false}}
        """)!;

    /// <summary>The same under the name that another app's child will have, without what makes it a child.</summary>
    private static JsonObject Foreign(JsonObject child, string app)
    {
        var foreign = (JsonObject)JsonNode.Parse(child.ToJsonString().Replace("shop", app, StringComparison.Ordinal))!;
        foreign.Remove("status");
        foreach (var field in OfTheServer)
            foreign["metadata"]!.AsObject().Remove(field);
        if (foreign["spec"] is JsonObject spec)
        {
            foreach (var field in new[] { "clusterIP", "clusterIPs", "volumeName" })
                spec.Remove(field);
        }

        return foreign;
    }

    /// <summary>Whose it is, its labels, what it says, and who has written it; not what controllers write.</summary>
    private static string Content(JsonObject live)
    {
        var metadata = live["metadata"]!;
        var spec = live["spec"]?.DeepClone() as JsonObject;
        spec?.Remove("replicas");
        spec?.Remove("volumeName");
        var managers = (metadata["managedFields"]?.AsArray() ?? []).Where(entry => entry!["subresource"] is null).Select(entry => (string?)entry!["manager"]);
        return $"{metadata["uid"]} {metadata["labels"]} {metadata["ownerReferences"]} {string.Join(',', managers.Where(Ours))} {live["data"]} {spec}";

        static bool Ours(string? manager) => manager?.StartsWith("october", StringComparison.Ordinal) == true;
    }
}
