using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

/// <summary>Whoever may create objects may write any owner into them: what is not the app's leaves the app, and everybody else, alone.</summary>
public sealed class ForgedOwnerTests
{
    private static readonly ResourceType Namespaces = new("", "v1", "namespaces");
    private static readonly ResourceType Services = new("", "v1", "services");
    private static readonly ResourceType Deployments = new("apps", "v1", "deployments");
    private static readonly ResourceType Revisions = new("apps", "v1", "controllerrevisions");

    [Fact]
    public async Task Objects_of_another_namespace_that_name_an_app_as_their_owner_have_it_delete_nothing()
    {
        await using var october = await StartAsync();
        await october.Cluster.CreateAsync(Services, Service("victim", "default", owner: null));
        await october.Cluster.CreateAsync(Services, Service("victim", "theirs", await UidAsync(october)));

        await october.ApplyAsync("api:v2");

        await ServesAsync(october, "api:v2");
        await october.QuietAsync();
        var victim = await october.GetAsync("", "services", "victim");
        Assert.NotNull(victim);
        Assert.Null(victim["metadata"]!["deletionTimestamp"]);
    }

    [Fact]
    public async Task Objects_of_another_namespace_that_name_an_app_as_their_owner_do_not_keep_it_from_its_work()
    {
        await using var october = await StartAsync();
        var uid = await UidAsync(october);
        await october.Cluster.CreateAsync(Deployments, Deployment("shop-api", uid));
        await october.Cluster.CreateAsync(Revisions, Revision("shop-theirs", "theirs", uid));

        await october.ApplyAsync("api:v2");

        await ServesAsync(october, "api:v2");
    }

    [Fact]
    public async Task A_revision_whose_name_is_not_of_the_app_does_not_keep_it_from_its_work()
    {
        await using var october = await StartAsync();
        await october.Cluster.CreateAsync(Revisions, Revision("x", "default", await UidAsync(october)));

        await october.ApplyAsync("api:v2");

        await ServesAsync(october, "api:v2");
    }

    private static async Task<SimulatedOctober> StartAsync()
    {
        var october = await SimulatedOctober.StartAsync();
        await october.Cluster.CreateAsync(Namespaces, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "theirs" } });
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.QuietAsync();
        return october;
    }

    private static async Task<string> UidAsync(SimulatedOctober october) => (string)(await october.AppAsync())!["metadata"]!["uid"]!;

    private static Task ServesAsync(SimulatedOctober october, string image) => october.UntilAsync(
        async () => (await october.AppAsync())!["status"] is { } status
            && (string?)status["phase"] == "Ready" && (string?)status["components"]?["api"]?["image"] == image,
        $"{image} serves");

    private static JsonObject Service(string name, string ns, string? owner)
    {
        var service = Object("v1", "Service", name, ns, owner);
        service["spec"] = new JsonObject { ["ports"] = new JsonArray(new JsonObject { ["port"] = 80 }) };
        return service;
    }

    private static JsonObject Deployment(string name, string owner)
    {
        var deployment = Object("apps/v1", "Deployment", name, "theirs", owner);
        deployment["spec"] = JsonNode.Parse("""
            {"replicas":0,"selector":{"matchLabels":{"a":"b"}},
             "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"theirs","image":"theirs:v1"}]}}}
            """);
        return deployment;
    }

    private static JsonObject Revision(string name, string ns, string owner)
    {
        var revision = Object("apps/v1", "ControllerRevision", name, ns, owner);
        (revision["revision"], revision["data"]) = (7, new JsonObject());
        return revision;
    }

    /// <summary>With a finalizer: the garbage collector deletes what names an owner that its namespace does not have.</summary>
    private static JsonObject Object(string version, string kind, string name, string ns, string? owner) => new()
    {
        ["apiVersion"] = version,
        ["kind"] = kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = ns,
            ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "october-operator", ["october.dev/app"] = "shop" },
            ["finalizers"] = new JsonArray("example.com/stays"),
            ["ownerReferences"] = owner is null ? null : new JsonArray(new JsonObject
            {
                ["apiVersion"] = "october.dev/v1", ["kind"] = "OctoberApp", ["name"] = "shop", ["uid"] = owner, ["controller"] = true,
            }),
        },
    };
}
