using System.Net;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Sqlite;

namespace October.LocalCluster.Host;

/// <summary>A cluster that was killed, or stopped, and is started again in its folder.</summary>
public sealed class RestartTests : IDisposable
{
    private const string Definition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"boats.sea.example"},
         "spec":{"group":"sea.example","scope":"Namespaced","names":{"plural":"boats","kind":"Boat"},"versions":[{"name":"v1","served":true,"storage":true,
          "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
        """;

    private static readonly ResourceType Boats = new("sea.example", "v1", "boats");
    private readonly string _folder = Directory.CreateTempSubdirectory("october-restart-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// The copy is what a killed process leaves. The first cluster goes on beside the second one, as somebody else's may: Services then move.
    /// </summary>
    [Fact]
    public async Task Whatever_was_there_is_there_again_and_its_pods_run_again()
    {
        await using var first = await StartAsync("one");
        await CreateAsync(first, ResourceTypes.CustomResourceDefinitions, Definition);
        var boat = await CreateAsync(
            first, Boats, """{"kind":"Boat","apiVersion":"sea.example/v1","metadata":{"name":"kon-tiki","namespace":"default"},"sails":1}""");
        var service = await CreateAsync(
            first, ResourceTypes.Services, """{"metadata":{"name":"web","namespace":"default"},"spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}""");
        await CreateAsync(
            first, ResourceTypes.Deployments,
            """
            {"metadata":{"name":"web","namespace":"default"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},
             "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"main","image":"web:v1"}]}}}}
            """);
        var before = await ReadyPodsAsync(first, restarts: 0);
        Directory.CreateDirectory(Path.Combine(_folder, "two"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_folder, "one")).Where(file => Path.GetFileName(file) != ".lock"))
            File.Copy(file, Path.Combine(_folder, "two", Path.GetFileName(file)));

        await using var second = await StartAsync("two");

        Assert.True(second.Previous!.Objects > 10);
        var found = (await second.Client.GetAsync(Boats, "default", "kon-tiki", TestContext.Current.CancellationToken))!;
        Assert.Equal((boat.Uid(), 1L, boat.ResourceVersion()), (found.Uid(), found.LongAt("sails"), found.ResourceVersion()));
        var after = await ReadyPodsAsync(second, restarts: 1);
        Assert.Equal(before.Select(p => p.Uid()).Order(StringComparer.Ordinal), after.Select(p => p.Uid()).Order(StringComparer.Ordinal));
        Assert.All(after, p => Assert.Equal(255, p["status"]!["containerStatuses"]![0].LongAt("lastState", "terminated", "exitCode")));
        var moved = (await second.Client.GetAsync(ResourceTypes.Services, "default", "web")).StringAt("spec", "clusterIP")!;
        var old = service.StringAt("spec", "clusterIP")!;
        Assert.NotEqual(old, moved);
        Assert.Equal(IPAddress.Parse(old).GetAddressBytes()[2..], IPAddress.Parse(moved).GetAddressBytes()[2..]);
        await using var stale = second.Client.WatchAsync(Boats, null, boat.ResourceVersion(), TestContext.Current.CancellationToken).GetAsyncEnumerator();
        Assert.True(await stale.MoveNextAsync());
        Assert.Equal(("ERROR", 410L), (stale.Current.Type, stale.Current.Object.LongAt("code")));
    }

    [Fact]
    public async Task Services_keep_their_addresses_where_these_are_free_and_a_new_cluster_has_nothing_of_the_old_one()
    {
        string address;
        await using (var first = await StartAsync("one"))
        {
            address = (await CreateAsync(first, ResourceTypes.Services, """{"metadata":{"name":"web","namespace":"default"},"spec":{"ports":[{"port":80}]}}"""))
                .StringAt("spec", "clusterIP")!;
        }

        await using (var second = await StartAsync("one"))
            Assert.Equal(address, (await second.Client.GetAsync(ResourceTypes.Services, "default", "web")).StringAt("spec", "clusterIP"));

        await using (var third = await StartAsync("one", Persistence.Anew))
        {
            Assert.Null(third.Previous);
            Assert.Null(await third.Client.GetAsync(ResourceTypes.Services, "default", "web", TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_refused_and_only_a_new_cluster_replaces_it()
    {
        await (await StartAsync("one")).DisposeAsync();
        var path = Path.Combine(_folder, "one", "objects.db");
        await File.WriteAllTextAsync(path, new string('x', 5000), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<ClusterFileException>(() => StartAsync("one"));
        Assert.Equal(5000, new FileInfo(path).Length);
        await using var anew = await StartAsync("one", Persistence.Anew);
        Assert.Null(anew.Previous);
    }

    [Theory]
    [InlineData(Persistence.Continued)]
    [InlineData(Persistence.Anew)]
    [InlineData(Persistence.None)]
    public async Task A_second_cluster_in_the_folder_of_a_running_one_is_refused_and_takes_nothing_from_it(Persistence persistence)
    {
        await using (var first = await StartAsync("one"))
        {
            Assert.True((await Assert.ThrowsAsync<ClusterFileException>(() => StartAsync("one", persistence))).IsInUse);
            await CreateAsync(first, ResourceTypes.Services, """{"metadata":{"name":"web","namespace":"default"},"spec":{"ports":[{"port":80}]}}""");
        }

        await using var next = await StartAsync("one");
        Assert.NotNull(await next.Client.GetAsync(ResourceTypes.Services, "default", "web", TestContext.Current.CancellationToken));
    }

    private Task<LocalClusterHost> StartAsync(string name, Persistence persistence = Persistence.Continued) => LocalClusterHost.StartAsync(
        new LocalClusterOptions
        {
            ApiPort = null,
            DataDirectory = Path.Combine(_folder, name),
            Persistence = persistence,
            Node = NodeKind.Simulated,
        },
        TestContext.Current.CancellationToken);

    private static Task<JsonObject> CreateAsync(LocalClusterHost cluster, ResourceType type, string json) =>
        cluster.Client.CreateAsync(type, (JsonObject)JsonNode.Parse(json)!, cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<IReadOnlyList<JsonObject>> ReadyPodsAsync(LocalClusterHost cluster, int restarts)
    {
        IReadOnlyList<JsonObject> pods = [];
        await TestCluster.AwaitAsync(
            async () => (pods = (await cluster.Client.ListAsync(ResourceTypes.Pods, "default")).Items) is { Count: 2 }
                && pods.All(p => p.IsReady() && p.Restarts() == restarts),
            () => string.Join('\n', pods.Select(p => p["status"]?.ToJsonString())));
        return pods;
    }
}
