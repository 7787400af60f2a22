using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ApiServer.Pipeline;

public sealed class InProcessClientTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly IClusterClient _client = Cluster.Create().ClientFor("tests");

    [Fact]
    public async Task A_created_object_can_be_read_with_its_system_fields()
    {
        var created = await _client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("a"), cancellationToken: Token);
        var read = await _client.GetAsync(Cluster.ConfigMaps, "default", "a", Token);

        Assert.NotNull(read);
        Assert.True(created.DeepEqual(read));
        Assert.NotEmpty(read.Uid());
        Assert.NotEmpty(read.ResourceVersion());
        Assert.Null(await _client.GetAsync(Cluster.ConfigMaps, "default", "b", Token));
    }

    [Fact]
    public async Task A_stale_put_is_refused_with_409()
    {
        var first = await _client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("a"), cancellationToken: Token);
        await _client.UpdateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("a", "2"), cancellationToken: Token);

        var refused = await Cluster.Refused(() => _client.UpdateAsync(Cluster.ConfigMaps, first.Clone(), cancellationToken: Token));

        Assert.Equal((409, "Conflict"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task A_write_that_changes_nothing_keeps_the_resource_version()
    {
        var first = await _client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("a"), cancellationToken: Token);
        var second = await _client.UpdateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("a"), cancellationToken: Token);

        Assert.Equal(first.ResourceVersion(), second.ResourceVersion());
    }

    [Fact]
    public async Task The_generation_counts_changes_of_the_spec_only()
    {
        await _client.CreateAsync(Cluster.Deployments, Cluster.Deployment("d"), cancellationToken: Token);
        var relabelled = await _client.PatchAsync(
            Cluster.Deployments, "default", "d", Cluster.Json("""{"metadata":{"labels":{"a":"b"}}}"""), cancellationToken: Token);
        var scaled = await _client.PatchAsync(Cluster.Deployments, "default", "d", Cluster.Json("""{"spec":{"replicas":2}}"""), cancellationToken: Token);
        var observed = await _client.PatchAsync(Cluster.Deployments, "default", "d", Cluster.Json("""{"status":{"replicas":2}}"""), "status", Token);

        Assert.Equal([1, 2, 2], [relabelled.Generation(), scaled.Generation(), observed.Generation()]);
        Assert.Equal(2, observed.LongAt("status", "replicas"));
    }

    [Fact]
    public async Task The_main_endpoint_ignores_the_status()
    {
        await _client.CreateAsync(Cluster.Deployments, Cluster.Deployment("d"), cancellationToken: Token);
        var patched = await _client.PatchAsync(Cluster.Deployments, "default", "d", Cluster.Json("""{"status":{"replicas":7}}"""), cancellationToken: Token);

        Assert.NotEqual(7, patched.LongAt("status", "replicas"));
    }

    [Fact]
    public async Task The_scale_subresource_reads_and_writes_the_replicas()
    {
        await _client.CreateAsync(Cluster.Deployments, Cluster.Deployment("d", 3), cancellationToken: Token);
        var scale = await _client.PatchAsync(Cluster.Deployments, "default", "d", Cluster.Json("""{"spec":{"replicas":5}}"""), "scale", Token);
        var deployment = await _client.GetAsync(Cluster.Deployments, "default", "d", Token);

        Assert.Equal("app=d", scale.StringAt("status", "selector"));
        Assert.Equal(5, deployment.LongAt("spec", "replicas"));
    }

    [Fact]
    public async Task An_object_with_finalizers_goes_when_the_last_one_is_removed()
    {
        var held = Cluster.ConfigMap("a");
        held.Metadata()["finalizers"] = new JsonArray("example.com/hold");
        await _client.CreateAsync(Cluster.ConfigMaps, held, cancellationToken: Token);

        await _client.DeleteAsync(Cluster.ConfigMaps, "default", "a", cancellationToken: Token);
        var terminating = await _client.GetAsync(Cluster.ConfigMaps, "default", "a", Token);
        await _client.PatchAsync(Cluster.ConfigMaps, "default", "a", Cluster.Json("""{"metadata":{"finalizers":null}}"""), cancellationToken: Token);

        Assert.True(terminating!.IsTerminating());
        Assert.Null(await _client.GetAsync(Cluster.ConfigMaps, "default", "a", Token));
    }

    [Fact]
    public async Task Nothing_is_created_in_a_missing_or_terminating_namespace()
    {
        await _client.CreateAsync(Cluster.Namespaces, Cluster.Json("""{"metadata":{"name":"going"}}"""), cancellationToken: Token);
        await _client.DeleteAsync(Cluster.Namespaces, null, "going", cancellationToken: Token);

        var missing = await Cluster.Refused(() => _client.CreateAsync(
            Cluster.ConfigMaps, Cluster.Json("""{"metadata":{"name":"a","namespace":"none"}}"""), cancellationToken: Token));
        var terminating = await Cluster.Refused(() => _client.CreateAsync(
            Cluster.ConfigMaps, Cluster.Json("""{"metadata":{"name":"a","namespace":"going"}}"""), cancellationToken: Token));

        Assert.Equal([404, 403], [missing.Code, terminating.Code]);
    }

    [Fact]
    public async Task A_watch_from_a_list_sees_every_later_change_in_order()
    {
        await _client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("before"), cancellationToken: Token);
        var list = await _client.ListAsync(Cluster.ConfigMaps, "default", cancellationToken: Token);
        await _client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("a"), cancellationToken: Token);
        await _client.UpdateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("a", "2"), cancellationToken: Token);
        await _client.DeleteAsync(Cluster.ConfigMaps, "default", "a", cancellationToken: Token);

        var seen = new List<string>();
        await foreach (var change in _client.WatchAsync(Cluster.ConfigMaps, "default", list.ResourceVersion, Token))
        {
            seen.Add($"{change.Type} {change.Object.Name()} {change.Object.StringAt("data", "v")}");
            if (seen.Count == 3)
                break;
        }

        Assert.Equal(["ADDED a 1", "MODIFIED a 2", "DELETED a 2"], seen);
    }

    [Fact]
    public async Task Generated_names_follow_the_seed()
    {
        var body = Cluster.Json("""{"metadata":{"generateName":"job-","namespace":"default"}}""");
        var one = await _client.CreateAsync(Cluster.ConfigMaps, body.Clone(), cancellationToken: Token);
        var other = await Cluster.Create().ClientFor("tests").CreateAsync(Cluster.ConfigMaps, body.Clone(), cancellationToken: Token);

        Assert.Equal(one.Name(), other.Name());
        Assert.Matches("^job-[bcdfghjklmnpqrstvwxz2456789]{5}$", one.Name());
    }
}
