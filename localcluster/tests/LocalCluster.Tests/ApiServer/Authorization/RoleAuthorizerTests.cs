using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Server;

namespace October.LocalCluster.ApiServer.Authorization;

public sealed class RoleAuthorizerTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly Identity Bob = new("bob", ["system:authenticated"]);
    private readonly KubeApiServer _server = Cluster.Create();

    [Fact]
    public async Task Without_a_role_nothing_is_allowed_and_the_refusal_names_the_permission()
    {
        var refused = await Get("/api/v1/namespaces/default/configmaps");

        Assert.Equal(403, refused.Code);
        Assert.Equal(
            "configmaps is forbidden: User \"bob\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"default\"",
            (string?)refused.Object!["message"]);
    }

    [Fact]
    public async Task A_role_allows_exactly_its_verbs_resources_and_namespace()
    {
        var client = _server.ClientFor("tests");
        await client.CreateAsync(
            new ResourceType("rbac.authorization.k8s.io", "v1", "roles"),
            Cluster.Json("""{"metadata":{"name":"r","namespace":"default"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["list"]}]}"""),
            cancellationToken: Token);
        await client.CreateAsync(
            new ResourceType("rbac.authorization.k8s.io", "v1", "rolebindings"),
            Cluster.Json("""{"metadata":{"name":"b","namespace":"default"},"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"User","name":"bob"}]}"""),
            cancellationToken: Token);

        Assert.Equal(200, (await Get("/api/v1/namespaces/default/configmaps")).Code);
        Assert.Equal(403, (await Get("/api/v1/namespaces/default/secrets")).Code);
        Assert.Equal(403, (await Get("/api/v1/namespaces/kube-system/configmaps")).Code);
        Assert.Equal(403, (await Get("/api/v1/configmaps")).Code);
    }

    private Task<ApiResponse> Get(string path) => _server.ExecuteAsync(new ApiRequest { Method = "GET", Path = path, User = Bob }, Token);
}
