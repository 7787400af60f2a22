using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ApiServer.Registry;

public sealed class DefaultsTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly ResourceType Services = new("", "v1", "services");
    private static readonly ResourceType Secrets = new("", "v1", "secrets");
    private static readonly ResourceType Pods = new("", "v1", "pods");
    private readonly IClusterClient _client = Cluster.Create().ClientFor("tests");

    [Fact]
    public async Task A_deployment_gets_replicas_a_strategy_and_complete_containers()
    {
        var body = Cluster.Deployment("d");
        body.ObjectAt("spec")!.Remove("replicas");
        var deployment = await _client.CreateAsync(Cluster.Deployments, body, cancellationToken: Token);
        var spec = deployment.ObjectAt("spec");

        Assert.Equal(1, spec.LongAt("replicas"));
        Assert.Equal("25%", spec.StringAt("strategy", "rollingUpdate", "maxSurge"));
        Assert.Equal(600, spec.LongAt("progressDeadlineSeconds"));
        Assert.Equal("IfNotPresent", spec.ArrayAt("template", "spec", "containers")![0].StringAt("imagePullPolicy"));
        Assert.NotNull(deployment.ObjectAt("status"));
    }

    [Fact]
    public async Task A_service_keeps_its_address_over_deletion_and_replacement()
    {
        var first = await _client.CreateAsync(Services, Service("web"), cancellationToken: Token);
        var other = await _client.CreateAsync(Services, Service("other"), cancellationToken: Token);
        await _client.DeleteAsync(Services, "default", "web", cancellationToken: Token);
        var again = await _client.CreateAsync(Services, Service("web"), cancellationToken: Token);
        var replaced = await _client.UpdateAsync(Services, Service("web"), cancellationToken: Token);

        var address = first.StringAt("spec", "clusterIP");
        Assert.StartsWith("127.96.", address);
        Assert.NotEqual(address, other.StringAt("spec", "clusterIP"));
        Assert.Equal([address, address], [again.StringAt("spec", "clusterIP"), replaced.StringAt("spec", "clusterIP")]);
        Assert.Equal(80, first.ArrayAt("spec", "ports")![0].LongAt("targetPort"));
    }

    [Fact]
    public async Task A_headless_service_has_no_address()
    {
        var body = Service("headless");
        body["spec"]!["clusterIP"] = "None";
        var service = await _client.CreateAsync(Services, body, cancellationToken: Token);

        Assert.Equal("None", service.StringAt("spec", "clusterIP"));
        Assert.Equal("None", service.ArrayAt("spec", "clusterIPs")![0].AsString());
    }

    [Fact]
    public async Task The_string_data_of_a_secret_becomes_data()
    {
        var secret = await _client.CreateAsync(
            Secrets, Cluster.Json("""{"metadata":{"name":"s","namespace":"default"},"stringData":{"k":"value"}}"""), cancellationToken: Token);

        Assert.Equal("dmFsdWU=", secret.StringAt("data", "k"));
        Assert.Equal("Opaque", secret.StringAt("type"));
        Assert.Null(secret["stringData"]);
    }

    [Fact]
    public async Task A_pod_on_a_node_is_deleted_in_two_steps()
    {
        await _client.CreateAsync(
            Pods,
            Cluster.Json("""{"metadata":{"name":"p","namespace":"default"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}"""),
            cancellationToken: Token);
        await _client.DeleteAsync(Pods, "default", "p", cancellationToken: Token);
        var stopping = await _client.GetAsync(Pods, "default", "p", Token);
        await _client.DeleteAsync(Pods, "default", "p", new JsonObject { ["gracePeriodSeconds"] = 0 }, Token);

        Assert.Equal(30, stopping.LongAt("metadata", "deletionGracePeriodSeconds"));
        Assert.Null(await _client.GetAsync(Pods, "default", "p", Token));
    }

    [Theory]
    [InlineData("""{"containers":[]}""", "spec.containers: Required value")]
    [InlineData("""{"containers":[{"name":"A","image":"i"}]}""", "a lowercase RFC 1123 label")]
    [InlineData("""{"containers":[{"name":"a","image":"i"},{"name":"a","image":"i"}]}""", "spec.containers[1].name: Duplicate value: \"a\"")]
    [InlineData(
        """{"containers":[{"name":"a","image":"i","volumeMounts":[{"name":"x","mountPath":"/x"}]}]}""",
        "spec.containers[0].volumeMounts[0].name: Not found: \"x\"")]
    public async Task A_wrong_pod_is_refused_with_the_field(string spec, string sentence)
    {
        var refused = await Cluster.Refused(() => _client.CreateAsync(
            Pods, Cluster.Json($$"""{"metadata":{"name":"p","namespace":"default"},"spec":{{spec}} }"""), cancellationToken: Token));
        Assert.Equal(422, refused.Code);
        Assert.Contains(sentence, refused.Message);
    }

    private static JsonObject Service(string name) =>
        Cluster.Json($$"""{"metadata":{"name":"{{name}}","namespace":"default"},"spec":{"selector":{"app":"web"},"ports":[{"port":80}]} }""");
}
